package dev.wherry.tests.torture;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.DirectoryStream.Filter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Another file system, but whatever name somebody wants for a new file, somebody else has just
 * taken it. The paths are those of the other one under a mask.
 */
final class TakenNames extends FileSystemProvider {

  private final FileSystem other;
  private final FileSystem own = new Own();
  private final List<String> wanted = new CopyOnWriteArrayList<>();

  TakenNames(FileSystem other) {
    this.other = other;
  }

  /** A path of the other file system in this one. */
  Path path(Path bare) {
    return (Path)
        Proxy.newProxyInstance(
            TakenNames.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (_, method, arguments) -> {
              Object[] bared =
                  arguments == null
                      ? null
                      : Arrays.stream(arguments)
                          .map(each -> each instanceof Path path ? bare(path) : each)
                          .toArray();
              try {
                return switch (method.invoke(bare, bared)) {
                  case Path path -> path(path);
                  case FileSystem _ -> own;
                  case null -> null;
                  case Object value -> value;
                };
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private Path bare(Path path) {
    return Proxy.isProxyClass(path.getClass()) ? other.getPath(path.toString()) : path;
  }

  /** The names that somebody wanted for a new file. */
  List<String> wanted() {
    return wanted;
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.CREATE_NEW)) {
      wanted.add(path.getFileName().toString());
      throw new FileAlreadyExistsException(path.toString());
    }
    return other.provider().newByteChannel(bare(path), options, attributes);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    other.provider().checkAccess(bare(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return other.provider().readAttributes(bare(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return other.provider().readAttributes(bare(path), names, options);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return other.provider().getFileAttributeView(bare(path), type, options);
  }

  @Override
  public boolean isSameFile(Path path, Path another) throws IOException {
    return other.provider().isSameFile(bare(path), bare(another));
  }

  @Override
  public String getScheme() {
    return "taken";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return own;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(Path path, Filter<? super Path> filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  private final class Own extends FileSystem {

    @Override
    public FileSystemProvider provider() {
      return TakenNames.this;
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(other.getPath(first, more));
    }

    @Override
    public String getSeparator() {
      return other.getSeparator();
    }

    @Override
    public boolean isOpen() {
      return other.isOpen();
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return other.supportedFileAttributeViews();
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // the other one is closed by whoever has opened it
    }
  }
}
