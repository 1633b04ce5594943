/** How fast this machine is at its best, and how close to that the arithmetic of Eddy comes. */
package eddy.speed;
