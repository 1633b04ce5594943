/**
 * Tagging: a tag for each word of a sentence, spans of words, and perhaps a label for the whole.
 */
package eddy.tag;
