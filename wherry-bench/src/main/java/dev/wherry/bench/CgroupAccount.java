package dev.wherry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control group of the server's own: the kernel's account of all its processes, also of those
 * that have ended. Version 2 counts microseconds, version 1 nanoseconds.
 */
final class CgroupAccount implements CpuAccount {

  private final Path group;
  private final boolean two;

  private CgroupAccount(Path group, boolean two) {
    this.group = group;
    this.two = two;
  }

  /** A group of that name, or null if none can be made here. */
  static @Nullable CgroupAccount open(String name) throws IOException {
    CgroupAccount one = open(name, "cgroup", "cpuacct");
    return one != null ? one : open(name, "cgroup2", "");
  }

  private static @Nullable CgroupAccount open(String name, String type, String option)
      throws IOException {
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String[] words = mount.split(" ", -1);
      if (words[2].equals(type) && (option.isEmpty() || has(words[3], option))) {
        Path group = Path.of(words[1]).resolve(name);
        try {
          Files.createDirectories(group);
        } catch (IOException _) { // not ours to write to
          continue;
        }
        if (Files.isWritable(group.resolve("cgroup.procs"))) {
          return new CgroupAccount(group, type.equals("cgroup2"));
        }
      }
    }
    return null;
  }

  private static boolean has(String options, String option) {
    return List.of(options.split(",", -1)).contains(option);
  }

  /** The file that a process writes its own number to before it becomes the server. */
  Path members() {
    return group.resolve("cgroup.procs");
  }

  @Override
  public long nanos() throws IOException {
    if (!two) {
      return Long.parseLong(Files.readString(group.resolve("cpuacct.usage")).trim());
    }
    for (String line : Files.readAllLines(group.resolve("cpu.stat"))) {
      if (line.startsWith("usage_usec ")) {
        return 1000 * Long.parseLong(line.substring("usage_usec ".length()));
      }
    }
    throw new IOException("no usage_usec in " + group);
  }

  @Override
  public String how() {
    return two ? "cgroup v2 cpu.stat" : "cgroup v1 cpuacct.usage";
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(group);
    } catch (IOException _) {
      // its last process has not been taken away yet; an empty group costs nothing
    }
  }
}
