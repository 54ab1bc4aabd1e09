package dev.wherry.bench;

/**
 * What TLS connections began with.
 *
 * @param full how many cost the server a private-key operation
 * @param resumed how many took up a session that was there
 * @param missed how many of the full ones were to be resumed
 */
record Handshakes(long full, long resumed, long missed) {

  /** Those since {@code earlier}. */
  Handshakes since(Handshakes earlier) {
    return new Handshakes(full - earlier.full, resumed - earlier.resumed, missed - earlier.missed);
  }

  @Override
  public String toString() {
    return full + " full, " + resumed + " resumed" + (missed == 0 ? "" : ", " + missed + " missed");
  }
}
