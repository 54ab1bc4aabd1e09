package dev.wherry.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file of any {@code java.nio.file} file system. For one thread at a time, whichever it is. */
public final class ChannelFile implements OpenFile {

  private final SeekableByteChannel channel;

  private ChannelFile(SeekableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a regular file.
   *
   * @throws FileSystemException if it is something else: opening a FIFO would wait for its writer
   */
  public static ChannelFile open(Path path, Set<? extends OpenOption> options) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return new ChannelFile(Files.newByteChannel(path, options));
  }

  /** A regular file that somebody else has opened, and this closes. */
  public static ChannelFile of(SeekableByteChannel open) {
    return new ChannelFile(open);
  }

  /**
   * The channel, if it is one that the system can send from by itself: the JDK's own. Those of
   * other file systems may write to a socket until it has taken everything, and the loop would
   * wait.
   */
  public @Nullable FileChannel fileChannel() {
    boolean ours = channel.getClass().getModule() == Object.class.getModule();
    return ours && channel instanceof FileChannel file ? file : null;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    if (channel instanceof FileChannel file) {
      return file.read(buffer, position);
    }
    seek(position);
    return channel.read(buffer);
  }

  @Override
  public void write(ByteBuffer buffer, long position) throws IOException {
    if (channel instanceof FileChannel file) {
      long at = position;
      while (buffer.hasRemaining()) {
        at += file.write(buffer, at);
      }
      return;
    }
    seek(position);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    if (channel.size() > size) { // where nothing can be cut, nothing has to be
      channel.truncate(size);
    }
  }

  @Override
  public void force() throws IOException {
    if (channel instanceof FileChannel file) {
      file.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Some file systems can only go on where they are, and refuse even a seek to that place. */
  private void seek(long position) throws IOException {
    if (channel.position() != position) {
      channel.position(position);
    }
  }
}
