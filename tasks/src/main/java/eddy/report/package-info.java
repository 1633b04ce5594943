/** One self-contained page that shows what a training or an evaluation found. */
package eddy.report;
