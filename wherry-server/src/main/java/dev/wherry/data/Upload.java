package dev.wherry.data;

import dev.wherry.files.Incoming;
import dev.wherry.io.EventLoop;
import dev.wherry.io.Pipe;
import dev.wherry.io.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Receives a file. It is complete when the client ends the data connection in order, and given up
 * in every other case.
 *
 * <p>Where the file system may block, one buffer goes to another thread and nothing is read until
 * it is back: a slow disk slows the client, and nobody else.
 */
public final class Upload extends Transfer {

  private static final int PIECE = 64 * 1024;

  private final Incoming file;
  private final @Nullable Decoder decoder;
  private final @Nullable Executor elsewhere;
  private final String success;
  private @Nullable ByteBuffer decoded;
  private boolean writing;
  private boolean stored;
  private boolean complete;
  private boolean closed;
  private boolean tidying;
  private @Nullable Runnable tidied;

  /**
   * A transfer into {@code file}.
   *
   * @param form in which the content comes
   * @param isDeflated whether it comes in MODE Z
   * @param elsewhere runs what may block; null if the loop may do it
   * @param success the text of the final reply
   */
  public Upload(
      Incoming file, Form form, boolean isDeflated, @Nullable Executor elsewhere, String success) {
    this.file = file;
    this.decoder = decoder(form.decoder(), isDeflated);
    this.elsewhere = elsewhere;
    this.success = success;
  }

  @Override
  public boolean receives() {
    return true;
  }

  @Override
  void begin(Stream stream) {
    if (decoder == null && elsewhere == null && file.takesPipes()) {
      stream.takePipes();
    }
    stream.resume();
  }

  @Override
  public void piped(Stream stream, Pipe bytes) {
    work(stream, () -> file.write(bytes), () -> {});
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) {
    if (elsewhere == null) {
      work(stream, () -> store(bytes), () -> {});
    } else {
      stream.pause();
      ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      work(stream, () -> store(copy), stream::resume);
    }
  }

  @Override
  public void ended(Stream stream) {
    work(
        stream,
        this::storeRest,
        () -> {
          complete = true;
          stream.finish();
        });
  }

  @Override
  public String success() {
    return success;
  }

  @Override
  @Nullable IOException dispose(@Nullable IOException cause) {
    closed = true;
    if (decoder != null && !writing) {
      decoder.close();
    }
    if (complete) {
      return cause instanceof FileFailure ? cause : null;
    }
    if (writing) {
      tidying = true;
    } else {
      giveUp();
    }
    return cause == null ? new IOException("the connection was closed") : cause;
  }

  /** Whoever hears of the end may send the file again, so nothing may happen to it after that. */
  @Override
  void whenTidy(Runnable next) {
    if (tidying) {
      tidied = next;
    } else {
      next.run();
    }
  }

  private void giveUp() {
    if (stored) { // the connection broke when nothing of it was needed any more
      tidy();
    } else if (elsewhere == null) {
      file.giveUp();
    } else {
      tidying = true;
      elsewhere.execute(() -> {
        file.giveUp();
        EventLoop loop = loop();
        if (loop != null) {
          loop.execute(this::tidy);
        }
      });
    }
  }

  private void tidy() {
    tidying = false;
    if (tidied != null) {
      tidied.run();
    }
  }

  private void store(ByteBuffer bytes) throws IOException {
    if (decoder == null) {
      file.write(bytes);
      return;
    }
    ByteBuffer out = decoded == null ? ByteBuffer.allocate(PIECE) : decoded;
    decoded = out;
    boolean more = bytes.hasRemaining();
    while (more) {
      more = decoder.decode(bytes, out.clear());
      file.write(out.flip());
    }
  }

  private void storeRest() throws IOException {
    if (decoder != null) {
      ByteBuffer out = ByteBuffer.allocate(8);
      decoder.finish(out);
      file.write(out.flip());
    }
    file.complete();
    stored = true;
  }

  private void work(Stream stream, Work work, Runnable next) {
    if (elsewhere == null) {
      finished(stream, attempt(work), next);
      return;
    }
    writing = true;
    elsewhere.execute(() -> {
      IOException failure = attempt(work);
      stream
          .loop()
          .execute(() -> {
            writing = false;
            finished(stream, failure, next);
          });
    });
  }

  private static @Nullable IOException attempt(Work work) {
    try {
      work.run();
      return null;
    } catch (IOException e) {
      return e;
    } catch (RuntimeException | Error e) { // file systems throw such as well
      return new IOException(e);
    }
  }

  private void finished(Stream stream, @Nullable IOException failure, Runnable next) {
    if (closed) {
      if (decoder != null) {
        decoder.close();
      }
      giveUp();
    } else if (failure != null) {
      fail(stream, failure);
    } else {
      next.run();
    }
  }

  private static @Nullable Decoder decoder(@Nullable Decoder text, boolean isDeflated) {
    if (!isDeflated) {
      return text;
    }
    return text == null ? new Inflating() : new Decoders(new Inflating(), text);
  }

  /** How content is represented on the way. */
  public enum Form {
    /** As it is. */
    PLAIN,
    /** TYPE A: lines end with CRLF. */
    ASCII,
    /** TYPE E. */
    EBCDIC;

    private @Nullable Decoder decoder() {
      return switch (this) {
        case PLAIN -> null;
        case ASCII -> new AsciiDecoder();
        case EBCDIC -> new EbcdicDecoder();
      };
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
