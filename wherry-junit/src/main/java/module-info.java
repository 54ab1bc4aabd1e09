/** An FTP server for tests; {@link dev.wherry.junit.FtpServerExtension} is all of it. */
module dev.wherry.junit {
  requires transitive dev.wherry;
  requires static transitive org.jspecify;
  requires transitive org.junit.jupiter.api;

  exports dev.wherry.junit;
}
