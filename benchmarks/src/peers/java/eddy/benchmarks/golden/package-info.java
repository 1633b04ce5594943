/** Writes the golden files: reference values from other frameworks that the core's tests are held against. */
package eddy.benchmarks.golden;
