package eddy.format.safetensors;

import eddy.tensor.Shape;

/**
 * What a safetensors header says of one tensor.
 *
 * @param dtype the type of its numbers in the file
 * @param shape the sizes of its dimensions
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where its bytes end, not included
 */
public record TensorInfo(Dtype dtype, Shape shape, long begin, long end) {}
