package dev.wherry.data;

import dev.wherry.io.OpenFile;
import dev.wherry.io.Stream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a file of the local disk as it is: the kernel does it, and no byte comes to memory. */
public final class Download extends Transfer {

  private static final Logger log = LoggerFactory.getLogger(Download.class);

  private final OpenFile file;
  private final long position;
  private final long count;

  /** The bytes of {@code file} from {@code position} on; the file is closed at the end. */
  public Download(OpenFile file, long position, long count) {
    this.file = file;
    this.position = position;
    this.count = count;
  }

  @Override
  void begin(Stream stream) {
    stream.announceEnd();
    if (stream.sendFile(file, position, count)) {
      stream.finish();
    }
  }

  @Override
  public void drained(Stream stream) {
    stream.finish();
  }

  @Override
  @Nullable IOException dispose(@Nullable IOException cause) {
    closeQuietly(file);
    return cause;
  }

  /** After reading there is nothing that an error on close could spoil. */
  static void closeQuietly(OpenFile file) {
    try {
      file.close();
    } catch (IOException e) {
      log.debug("error on close", e);
    }
  }
}
