package dev.wherry.files;

import dev.wherry.files.Entry.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The entries of a directory that the JDK holds. Not for several threads at once; may block. */
final class HeldEntries implements EntrySource {

  private final FileTree tree;
  private final SecureDirectoryStream<Path> directory;
  private final Iterator<Path> entries;

  /** The entries of {@code directory}, which is closed with this. */
  HeldEntries(FileTree tree, SecureDirectoryStream<Path> directory) {
    this.tree = tree;
    this.directory = directory;
    this.entries = directory.iterator();
  }

  /** {@inheritDoc} What vanishes meanwhile is passed over. */
  @Override
  public @Nullable Entry next() throws IOException {
    try {
      while (entries.hasNext()) {
        Path path = entries.next();
        try {
          return read(tree, directory, path, Names.of(path));
        } catch (NoSuchFileException _) {
          // it was there a moment ago
        }
      }
      return null;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Reads an entry, a link for itself, under the name given. */
  static Entry read(FileTree tree, SecureDirectoryStream<Path> directory, Path path, String name)
      throws IOException {
    Path last = path.getFileName();
    PosixFileAttributeView posix =
        directory.getFileAttributeView(
            last, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Entry entry =
        posix == null
            ? EntryReader.entry(name, HeldEntry.attributes(directory, last))
            : entry(name, posix.readAttributes());
    return entry.kind() == Kind.SYMLINK ? EntryReader.withTarget(tree, path, entry) : entry;
  }

  private static Entry entry(String name, PosixFileAttributes values) {
    return new Entry(
        name,
        EntryReader.kind(values),
        values.size(),
        values.lastModifiedTime().to(TimeUnit.SECONDS),
        values.creationTime().to(TimeUnit.SECONDS),
        HeldEntry.mode(values.permissions()),
        Entry.UNKNOWN,
        values.owner().getName(),
        values.group().getName(),
        null,
        String.valueOf(values.fileKey()));
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
