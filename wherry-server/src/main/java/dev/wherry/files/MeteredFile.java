package dev.wherry.files;

import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file whose growth counts against a quota. */
final class MeteredFile implements OpenFile {

  private final OpenFile file;
  private final Usage usage;
  private long size;

  /** Counts what {@code file} grows by from now on. */
  MeteredFile(OpenFile file, Usage usage) throws IOException {
    this.file = file;
    this.usage = usage;
    this.size = file.openedSize();
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    return file.read(buffer, position);
  }

  @Override
  public void write(ByteBuffer buffer, long position) throws IOException {
    long growth = Math.max(0, position + buffer.remaining() - size);
    usage.addBytes(growth);
    file.write(buffer, position);
    size += growth;
  }

  @Override
  public void truncate(long length) throws IOException {
    file.truncate(length);
    if (length < size) {
      usage.addBytes(length - size);
      size = length;
    }
  }

  @Override
  public void force() throws IOException {
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
