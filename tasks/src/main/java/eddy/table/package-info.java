/** Tables of named columns, their numbers and their times. */
package eddy.table;
