package dev.wherry.users.file;

import dev.wherry.User;
import dev.wherry.Users;
import dev.wherry.yaml.InvalidFileException;
import dev.wherry.yaml.Problems;
import dev.wherry.yaml.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users in a YAML file, which may be changed at any time: what changes counts for the next login,
 * and sessions go on. A change that cannot be read is logged, and the users stay as they were.
 *
 * <pre>
 * defaults:
 *   home: /srv/ftp/%u
 * users:
 *   anna:
 *     password: $argon2id$v=19$m=19456,t=2,p=1$...
 *     permissions: read-write
 *     rules:
 *       /outgoing: read-only
 *       "*.exe": none
 *     folders:
 *       /music: /data/music
 *     download: 10 MB/s
 *     quota: 20 GB
 *   anonymous:
 *     home: /srv/ftp/pub
 * </pre>
 *
 * <p>Safe for use by many threads.
 */
public final class UsersFile implements Users, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UsersFile.class);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path file;
  private final AtomicLong generation = new AtomicLong();
  private final Thread watcher;
  private volatile ListedUsers users;
  private @Nullable Seen seen;

  /** What tells one state of the file from another. */
  private record Seen(Object time, long size, @Nullable Object key) {

    static @Nullable Seen of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Seen(now.lastModifiedTime(), now.size(), now.fileKey());
      } catch (IOException e) {
        return null;
      }
    }
  }

  private UsersFile(Path file, Duration look) throws InvalidFileException {
    this.file = file;
    this.seen = Seen.of(file);
    this.users = read(file);
    this.watcher = Thread.ofVirtual().name("wherry-users").unstarted(() -> watch(look));
  }

  /**
   * Reads the file, and from then on every second whether it has changed.
   *
   * @throws InvalidFileException with everything that is wrong in it
   */
  public static UsersFile open(Path file) throws InvalidFileException {
    return open(file, LOOK);
  }

  static UsersFile open(Path file, Duration look) throws InvalidFileException {
    UsersFile users = new UsersFile(file, look);
    users.watcher.start();
    return users;
  }

  /** Reads the file once. */
  public static ListedUsers read(Path file) throws InvalidFileException {
    Problems problems = new Problems(file);
    Section top = Section.read(problems);
    Path base = file.toAbsolutePath().getParent();
    List<Account> accounts =
        new AccountReader(base == null ? Path.of("") : base, top.section("defaults"))
            .read(top.section("users"));
    top.end();
    problems.throwIfAny();
    return new ListedUsers(accounts);
  }

  @Override
  public @Nullable User authenticate(String name, String password) {
    return users.authenticate(name, password);
  }

  @Override
  public long generation() {
    return generation.get();
  }

  /** The accounts as they are now. */
  public ListedUsers accounts() {
    return users;
  }

  /** Looks no more whether the file changes. */
  @Override
  public void close() {
    watcher.interrupt();
  }

  private void watch(Duration look) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(look);
        lookAgain();
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /** Also a file that has gone is a change that cannot be read. */
  private void lookAgain() {
    Seen now = Seen.of(file);
    if (now == null ? seen == null : now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      users = read(file);
      generation.incrementAndGet();
      log.info("{} has changed: {} accounts", file, users.accounts().size());
    } catch (InvalidFileException e) {
      log.error(
          "{} has changed but cannot be used; the users stay as they were\n{}",
          file,
          e.getMessage());
    } catch (RuntimeException e) {
      log.error("{} has changed but cannot be used; the users stay as they were", file, e);
    }
  }
}
