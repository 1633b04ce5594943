/** Makes graphs of ONNX's models, and models of graphs. */
package eddy.graph.onnx;
