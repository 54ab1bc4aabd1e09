package dev.wherry.files;

import dev.wherry.io.OpenFile;
import dev.wherry.io.Pipe;
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
    long growth = grow(position + buffer.remaining());
    file.write(buffer, position);
    size += growth;
  }

  @Override
  public boolean takesPipes() {
    return file.takesPipes();
  }

  @Override
  public void write(Pipe pipe, long position) throws IOException {
    long growth = grow(position + pipe.remaining());
    file.write(pipe, position);
    size += growth;
  }

  /** Counts what a size of {@code end} would be more than now; fails if the quota has no room. */
  private long grow(long end) throws IOException {
    long growth = Math.max(0, end - size);
    usage.addBytes(growth);
    return growth;
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
