/** The task translate: one sequence of words, characters or sounds made into another. */
package eddy.translate;
