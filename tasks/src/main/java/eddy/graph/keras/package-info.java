/** Makes graphs of Keras's models, layer by layer. */
package eddy.graph.keras;
