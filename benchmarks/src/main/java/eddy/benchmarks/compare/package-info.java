/** Eddy beside other frameworks, in one process and in turn; docs/benchmarks.md says how. */
package eddy.benchmarks.compare;
