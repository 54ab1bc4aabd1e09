package dev.wherry;

/**
 * One thing a user may do. Each has a letter for configuration files: that of pyftpdlib, with what
 * it means there, but for {@link #CREATE}, which pyftpdlib does not have.
 */
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
  /** Rename files and directories: RNFR, RNTO; over what is there with {@link #DELETE} only. */
  RENAME('f'),
  /** Make directories: MKD. */
  MAKE_DIRECTORY('m'),
  /** Store files, over old ones too: STOR, STOU, COMB. Holds {@link #CREATE}. */
  WRITE('w'),
  /** Store files under names that nothing has yet: STOR, STOU. */
  CREATE('c'),
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
