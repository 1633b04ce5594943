/** Programs to read and copy. */
package eddy.examples;
