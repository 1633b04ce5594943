/** What every file format shares: refusals, strict text and JSON, digests, atomic writing. */
package eddy.format;
