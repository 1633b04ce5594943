/** Makes graphs of PyTorch's state dicts, and tells PyTorch how to load Eddy's weights. */
package eddy.graph.pytorch;
