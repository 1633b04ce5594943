/** The task: speech to text. */
package eddy.transcribe;
