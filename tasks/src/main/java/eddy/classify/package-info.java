/** Classification of texts: one label or several for each. */
package eddy.classify;
