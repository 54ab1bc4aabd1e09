/** Measures servers over real sockets. */
module dev.wherry.bench {
  requires static transitive org.jspecify;

  exports dev.wherry.bench;
}
