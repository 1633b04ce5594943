/** The task: which label a clip has: a video, an animated picture, a folder of pictures. */
package eddy.frames;
