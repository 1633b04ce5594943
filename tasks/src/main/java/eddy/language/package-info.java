/** The task language: how likely each token is after those before it, and texts made from that. */
package eddy.language;
