/** The task: which label a whole sequence of numbers has, or which number belongs to it. */
package eddy.series;
