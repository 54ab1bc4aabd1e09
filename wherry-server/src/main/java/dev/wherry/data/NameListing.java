package dev.wherry.data;

import dev.wherry.files.Entry;

/** What NLST sends: names and nothing else. */
public final class NameListing extends Listing {

  private final String prefix;

  /** A listing that puts {@code prefix}, which may be empty, in front of every name. */
  public NameListing(String prefix) {
    this.prefix = prefix;
  }

  /** The same for a directory that the client would call {@code directory}, seen from here. */
  NameListing below(String directory) {
    return new NameListing(prefix + directory + "/");
  }

  @Override
  Object form() {
    return prefix;
  }

  @Override
  void format(Entry entry) {
    line.putName(prefix);
    line.putName(entry.name());
  }
}
