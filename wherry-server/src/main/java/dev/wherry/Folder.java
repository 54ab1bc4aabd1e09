package dev.wherry;

import dev.wherry.files.FtpPath;
import java.nio.file.Path;

/**
 * A directory from elsewhere that a user sees within the home: on any disk, in any file system.
 *
 * @param path where it appears, such as {@code /music}, in place of what the home may have there;
 *     it is listed where the home has the directory above it
 * @param directory what appears; a relative path counts from the working directory of the process
 */
public record Folder(String path, Path directory) {

  /**
   * A folder, after a check of its path.
   *
   * @throws IllegalArgumentException if the path does not begin with a slash, or is {@code /}
   */
  public Folder {
    FtpPath place = FtpPath.ROOT.resolve(path);
    if (!path.startsWith("/") || place.isRoot()) {
      throw new IllegalArgumentException(
          "a folder's path begins with a slash and names something, which '" + path + "' does not");
    }
    path = place.toString();
    directory = directory.toAbsolutePath();
  }
}
