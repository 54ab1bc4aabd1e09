package dev.wherry;

/** One thing a user may do. Each has the letter that pyftpdlib gave it, for configuration files. */
public enum Permission {
  /** Change into directories: CWD, CDUP. */
  ENTER('e'),
  /** See what is there: LIST, NLST, MLSD, MLST, STAT, SIZE, MDTM. */
  LIST('l'),
  /** Read files: RETR. */
  READ('r'),
  /** Add to the end of existing files: APPE. */
  APPEND('a'),
  /** Remove files and directories: DELE, RMD. */
  DELETE('d'),
  /** Rename files and directories: RNFR, RNTO. */
  RENAME('f'),
  /** Make directories: MKD. */
  MAKE_DIRECTORY('m'),
  /** Store files: STOR, STOU; over old ones with {@link #DELETE} only. */
  WRITE('w'),
  /** Change permission bits: SITE CHMOD. */
  CHANGE_MODE('M'),
  /** Change times: MFMT, and MDTM with a time. */
  CHANGE_TIME('T');

  private final char letter;

  Permission(char letter) {
    this.letter = letter;
  }

  /** The permission's letter in {@link Permissions#parse}. */
  public char letter() {
    return letter;
  }
}
