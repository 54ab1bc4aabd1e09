package dev.wherry.control;

import dev.wherry.User;
import dev.wherry.data.MachineListing.Fact;
import dev.wherry.files.FtpPath;
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

  /** Where the next transfer starts (REST). */
  public long restart;

  /** What RNFR named, for the command that follows directly. */
  public @Nullable FtpPath renameFrom;

  /** After EPSV ALL nothing but EPSV prepares a data connection (RFC 2428, section 4). */
  public boolean isEpsvOnly;

  /** What MLSD and MLST tell. */
  public Set<Fact> facts = Fact.USUAL;

  boolean isLeaving;

  State() {}

  /** Begins anew, as REIN and USER do; the failures stay. */
  void reset() {
    user = null;
    name = null;
    directory = FtpPath.ROOT;
    isAscii = true;
    restart = 0;
    renameFrom = null;
    isEpsvOnly = false;
    facts = Fact.USUAL;
  }

  /** Where this transfer starts; the next one starts at the beginning again. */
  public long takeRestart() {
    long taken = restart;
    restart = 0;
    return taken;
  }
}
