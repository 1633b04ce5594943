/**
 * One form for every model that another framework has made, and for what Eddy's own models are to
 * others: nodes that speak ONNX's operators.
 */
package eddy.graph;
