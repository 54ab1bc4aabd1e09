package dev.wherry.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Undoes MODE Z (draft-preston-ftpext-deflate): a zlib stream, given back in bounded pieces. */
final class Inflating implements Decoder {

  private final Inflater inflater = new Inflater();

  @Override
  public boolean decode(ByteBuffer in, ByteBuffer out) throws IOException {
    if (inflater.finished()) {
      throw new IOException("compressed data goes on behind its end");
    }
    try {
      inflater.setInput(in);
      inflater.inflate(out);
    } catch (DataFormatException e) {
      throw new IOException("compressed data is damaged", e);
    }
    if (inflater.needsDictionary()) { // it would ask for it forever
      throw new IOException("compressed data needs a dictionary");
    }
    if (inflater.finished() && in.hasRemaining()) {
      throw new IOException("compressed data goes on behind its end");
    }
    return !inflater.finished() && (in.hasRemaining() || !out.hasRemaining());
  }

  @Override
  public boolean finish(ByteBuffer out) throws IOException {
    if (!inflater.finished()) {
      throw new IOException("compressed data is not complete");
    }
    return true;
  }

  /** Releases zlib's memory, which is not on the heap. */
  @Override
  public void close() {
    inflater.end();
  }
}
