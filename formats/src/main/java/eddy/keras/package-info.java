/** Keras models: configuration and weights of the files of Keras 1, 2 and 3. */
package eddy.keras;
