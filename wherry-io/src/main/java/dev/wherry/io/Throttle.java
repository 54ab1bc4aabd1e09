package dev.wherry.io;

/**
 * How fast a stream may send or receive: it sets the size of the next call, so that the kernel goes
 * on doing the work ({@code sendfile}) while a rate is kept. Used on the stream's loop only.
 */
public interface Throttle {

  /** As fast as it goes. */
  Throttle NONE =
      new Throttle() {
        @Override
        public long allowance(long most) {
          return most;
        }

        @Override
        public long pause() {
          return 0;
        }

        @Override
        public void moved(long bytes) {}
      };

  /**
   * How many bytes may move now.
   *
   * @param most how many there would be, more than zero
   * @return 1 to {@code most}, or 0 if none may for now
   */
  long allowance(long most);

  /** How many nanoseconds to wait after there was no allowance. */
  long pause();

  /** Tells how many bytes have moved, at most as many as were allowed. */
  void moved(long bytes);
}
