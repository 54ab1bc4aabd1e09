/** Measures servers over real sockets. */
module dev.wherry.bench {
  requires HdrHistogram;
  requires dev.wherry.io;
  requires static transitive org.jspecify;

  exports dev.wherry.bench;
}
