/** Opens a model of another framework, whichever it is. */
package eddy.graph.foreign;
