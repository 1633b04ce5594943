/** PyTorch's saved tensors: a reader that builds tensors, and runs and builds nothing else. */
package eddy.pytorch;
