package dev.wherry.users.file;

import dev.wherry.yaml.InvalidFileException;
import dev.wherry.yaml.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes accounts in a users file and leaves everything else as it was written, comments too. The
 * file is replaced in one step, so a server that reads it never sees a half. Not thread-safe.
 */
public final class UsersFileEditor {

  private final Path file;

  /** An editor of {@code file}, which need not exist yet. */
  public UsersFileEditor(Path file) {
    this.file = file;
  }

  /**
   * Sets the password of a user, who is added if not there yet.
   *
   * @param password a hash
   * @param others what else to set, by key; values as they are written in the file
   * @return whether the user is new
   * @throws InvalidFileException if the file cannot be used as it is
   */
  public boolean set(String user, String password, Map<String, String> others)
      throws IOException, InvalidFileException {
    YamlText text = read();
    boolean isNew = !text.has("users", user);
    text.set(password, "users", user, "password");
    for (Map.Entry<String, String> other : others.entrySet()) {
      text.set(other.getValue(), "users", user, other.getKey());
    }
    write(text.toString());
    return isNew;
  }

  /**
   * Adds users.
   *
   * @param accounts what to set, by user and key; values as they are written in the file
   * @return the names that were there already, to which nothing is done
   * @throws InvalidFileException if the file cannot be used as it is
   */
  public List<String> add(Map<String, Map<String, String>> accounts)
      throws IOException, InvalidFileException {
    YamlText text = read();
    List<String> known = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> account : accounts.entrySet()) {
      if (text.has("users", account.getKey())) {
        known.add(account.getKey());
        continue;
      }
      for (Map.Entry<String, String> value : account.getValue().entrySet()) {
        text.set(value.getValue(), "users", account.getKey(), value.getKey());
      }
    }
    write(text.toString());
    return known;
  }

  /**
   * Removes a user.
   *
   * @return false if there is none of this name
   */
  public boolean remove(String user) throws IOException, InvalidFileException {
    YamlText text = read();
    if (!text.has("users", user)) {
      return false;
    }
    text.remove("users", user);
    write(text.toString());
    return true;
  }

  private YamlText read() throws IOException, InvalidFileException {
    return YamlText.of(file, Files.exists(file) ? Files.readString(file) : "users:\n");
  }

  /** With the rights of the file there was; a new one is for its owner only. */
  private void write(String text) throws IOException {
    Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path draft = real.resolveSibling("." + real.getFileName() + ".new");
    Files.deleteIfExists(draft);
    boolean isPosix = draft.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (isPosix) {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    if (isPosix && Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(real));
    }
    try {
      Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, real, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
