package dev.wherry.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it hears of a stream, with the stream's name before it. */
class RecordingHandler implements Stream.Handler {

  private final String name;
  private final List<String> heard;

  RecordingHandler(String name, List<String> heard) {
    this.name = name;
    this.heard = heard;
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) throws IOException {
    heard.add(name + " received " + text(bytes));
  }

  @Override
  public void ended(Stream stream) throws IOException {
    heard.add(name + " ended");
  }

  @Override
  public void drained(Stream stream) throws IOException {
    heard.add(name + " drained");
  }

  @Override
  public void closed(Stream stream, @Nullable IOException cause) {
    heard.add(name + " closed" + (cause == null ? "" : ": " + cause.getMessage()));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
