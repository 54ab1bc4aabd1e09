package dev.wherry.control;

import dev.wherry.User;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.files.Checksum;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Place;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client has chosen in its session. Commands change it; whoever runs the session's command
 * owns it.
 */
public final class State {

  /** Who is logged in, or null. */
  public @Nullable User user;

  /** The name USER gave, until PASS. */
  public @Nullable String name;

  /** How many passwords were wrong in this session. */
  public int failures;

  /** The working directory. */
  public FtpPath directory = FtpPath.ROOT;

  /** TYPE A, which is the default (RFC 959, section 5.1). */
  public boolean isAscii = true;

  /** TYPE E; then TYPE A it is not. */
  public boolean isEbcdic;

  /** Where the next transfer starts (REST). */
  public long restart;

  /** What RNFR named, for the command that follows directly. */
  public @Nullable FtpPath renameFrom;

  /** After EPSV ALL nothing but EPSV prepares a data connection (RFC 2428, section 4). */
  public boolean isEpsvOnly;

  /** What MLSD and MLST tell. */
  public Set<Fact> facts = Fact.USUAL;

  /** The last byte that RANG names for the next transfer, or -1. */
  public long rangeEnd = -1;

  /** The level of MODE Z, 1 to 9, or 0 in MODE S. */
  public int deflateLevel;

  /** The level that OPTS MODE Z chose. */
  public int chosenLevel = 6;

  /** The algorithm of HASH. */
  public Checksum.Kind hash = Checksum.Kind.SHA_256;

  /** What SITE CPFR named. */
  public @Nullable FtpPath copyFrom;

  /** The mask of SITE UMASK, or -1 for that of the process. */
  public int umask = -1;

  /** The virtual host that HOST chose, or an empty text. */
  public String host = "";

  /** How long the session may be idle (SITE IDLE). */
  public Duration idle;

  /** The letter of the TYPE. */
  public String type() {
    return isEbcdic ? "E" : isAscii ? "A" : "I";
  }

  State(Duration idle) {
    this.idle = idle;
  }

  /** Begins anew, as REIN and USER do; the failures, the host and the idle time stay. */
  void reset() {
    user = null;
    name = null;
    directory = FtpPath.ROOT;
    isAscii = true;
    isEbcdic = false;
    restart = 0;
    renameFrom = null;
    isEpsvOnly = false;
    facts = Fact.USUAL;
    rangeEnd = -1;
    deflateLevel = 0;
    chosenLevel = 6;
    hash = Checksum.Kind.SHA_256;
    copyFrom = null;
    umask = -1;
  }

  /** Gives what was made just now the mode that the client's mask leaves it. */
  public void applyUmask(Place made, int mode) throws IOException {
    applyUmask(umask, made, mode);
  }

  /** The same for whoever does not own the state: {@code umask} is the mask, or -1. */
  public static void applyUmask(int umask, Place made, int mode) throws IOException {
    if (umask >= 0 && made.hasMode()) {
      made.setMode(mode & ~umask, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** The last byte of this transfer, or -1; the next one goes to the end again. */
  public long takeRangeEnd() {
    long taken = rangeEnd;
    rangeEnd = -1;
    return taken;
  }

  /** What REST and RANG said goes for nothing any more. */
  public void forgetRange() {
    restart = 0;
    rangeEnd = -1;
  }

  /** Where this transfer starts; the next one starts at the beginning again. */
  public long takeRestart() {
    long taken = restart;
    restart = 0;
    return taken;
  }
}
