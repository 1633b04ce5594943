/** Text as tokens: where it is cut, which number each token has, and the way back. */
package eddy.text;
