/** Sound: files of samples, other rates, and what networks hear of it. */
package eddy.sound;
