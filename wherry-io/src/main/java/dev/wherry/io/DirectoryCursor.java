package dev.wherry.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An open directory, read entry by entry in the directory's own order. Symbolic links are not
 * followed. For the thread of the transport that opened it.
 */
public interface DirectoryCursor extends Closeable {

  /** A path for {@code java.nio.file} that leads to the directory, for as long as it is open. */
  Path path();

  /** What the directory is, whatever its name. */
  Identity identity() throws IOException;

  /** Goes to the next entry; false at the end. What vanishes meanwhile is passed over. */
  boolean next() throws IOException;

  /** The bytes of the entry's name. */
  byte[] name();

  /** Its type and permissions, as {@code st_mode} has them. */
  int mode();

  /** Its size in bytes. */
  long size();

  /** When its content changed last, in seconds since 1970. */
  long modified();

  /** When it was made, in the same seconds, or -1 if that is not known. */
  long created();

  /** How many hard links it has. */
  int links();

  /** The number of its owner. */
  int owner();

  /** The number of its group. */
  int group();

  /** The number of its device, as {@code st_dev} has it. */
  long device();

  /** The number of its inode. */
  long inode();

  /**
   * Which file or directory something is, for as long as it exists.
   *
   * @param device the number of its device, as {@code st_dev} has it
   * @param inode the number of its inode
   */
  record Identity(long device, long inode) {}
}
