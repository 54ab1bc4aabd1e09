package dev.wherry.io;

/**
 * What has come in on a stream and is still with the kernel: it goes into a file without passing
 * through memory ({@link OpenFile#write(Pipe, long)}). It is the loop's; what a handler leaves in
 * it is gone when it returns.
 */
public interface Pipe {

  /** How many bytes there are. */
  int remaining();
}
