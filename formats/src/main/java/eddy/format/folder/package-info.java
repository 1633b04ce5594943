/** The model folder: everything to predict, with checksums, and the checkpoint of a training. */
package eddy.format.folder;
