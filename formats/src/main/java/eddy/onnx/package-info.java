/** The messages of ONNX files: read within bounds, and written. */
package eddy.onnx;
