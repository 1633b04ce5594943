/** Makes graphs of what TensorFlow saved: frozen graphs, saved models, checkpoints. */
package eddy.graph.tensorflow;
