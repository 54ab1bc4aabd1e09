package dev.wherry.files;

import org.jspecify.annotations.Nullable;

/**
 * What a listing says of one directory entry. Symbolic links are not followed: the values are the
 * link's own unless whoever reads the entry chose to look behind it.
 *
 * @param name the last name of its path, or the whole path where a reply shows that (MLST)
 * @param kind what it is
 * @param size in bytes
 * @param modified when its content changed last, in seconds since 1970 (UTC)
 * @param created when it was made, in the same seconds, or {@link #UNKNOWN}
 * @param mode the Unix permission bits, for example {@code 0644}, or {@link #UNKNOWN}; bits of the
 *     file type may be set as well ({@code S_IFMT})
 * @param links how many hard links it has, or {@link #UNKNOWN}
 * @param owner the owner's name or number, or null if it has none
 * @param group the group's name or number, or null if it has none
 * @param linkTarget what a symbolic link points to, or null
 * @param unique a text no other file of the server has, or null (RFC 3659, section 7.5.2)
 */
public record Entry(
    String name,
    Kind kind,
    long size,
    long modified,
    long created,
    int mode,
    int links,
    @Nullable String owner,
    @Nullable String group,
    @Nullable String linkTarget,
    @Nullable String unique) {

  /** What {@link #created}, {@link #mode} and {@link #links} are if the file system cannot tell. */
  public static final int UNKNOWN = -1;

  /** What an entry can be. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    SYMLINK,
    /** A pipe, a socket, a device: nothing a client may read or write. */
    OTHER
  }

  /** An entry of which only the essentials are known. */
  public static Entry of(String name, Kind kind, long size, long modified) {
    return new Entry(name, kind, size, modified, UNKNOWN, UNKNOWN, UNKNOWN, null, null, null, null);
  }

  /** The same entry under another name. */
  public Entry named(String other) {
    return new Entry(
        other, kind, size, modified, created, mode, links, owner, group, linkTarget, unique);
  }

  /** The same entry as a link to {@code target}. */
  public Entry pointingTo(String target) {
    return new Entry(
        name, kind, size, modified, created, mode, links, owner, group, target, unique);
  }

  /** A text that identifies a file by its device and inode number, for {@link #unique}. */
  public static String unique(long device, long inode) {
    return Long.toHexString(inode) + '@' + Long.toHexString(device);
  }
}
