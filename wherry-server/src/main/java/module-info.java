/** An FTP server as a library; {@link dev.wherry.FtpServer} is where it begins. */
module dev.wherry {
  requires transitive dev.wherry.io;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.wherry;
}
