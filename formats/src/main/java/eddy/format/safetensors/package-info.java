/** The safetensors format: named arrays in one file, read strictly. */
package eddy.format.safetensors;
