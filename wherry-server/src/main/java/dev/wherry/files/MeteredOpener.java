package dev.wherry.files;

import dev.wherry.files.Entry.Kind;
import dev.wherry.io.OpenFile;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Opens files for an upload that counts against a quota. */
final class MeteredOpener implements Incoming.Opener {

  private final Incoming.Opener opener;
  private final Usage usage;

  MeteredOpener(Incoming.Opener opener, Usage usage) {
    this.opener = opener;
    this.usage = usage;
  }

  @Override
  public OpenFile open(Place place, Set<? extends OpenOption> options) throws IOException {
    boolean isNew = options.contains(StandardOpenOption.CREATE_NEW) || place.kind() == null;
    if (isNew) {
      usage.addFile();
    }
    boolean isOpen = false;
    try {
      OpenFile file = new MeteredFile(opener.open(place, options), usage);
      isOpen = true;
      return file;
    } finally {
      if (isNew && !isOpen) {
        usage.remove(0);
      }
    }
  }

  @Override
  public void replaces(Place place) throws IOException {
    if (place.kind() == Kind.FILE) {
      usage.remove(usage.sizeOf(place));
    }
  }

  @Override
  public void removed(long size) {
    usage.remove(size);
  }
}
