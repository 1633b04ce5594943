/** TensorFlow's files: checkpoints, saved models and frozen graphs. */
package eddy.tensorflow;
