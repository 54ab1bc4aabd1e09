package dev.wherry.cli;

import picocli.CommandLine.TypeConversionException;

/** A user as {@code --user} names one. */
record Login(String name, String password) {

  /** Reads {@code name:password}; only the first colon counts, a password may have more. */
  static Login parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new TypeConversionException("it must be name:password, both not empty");
    }
    return new Login(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Without the password, which has no place in a message. */
  @Override
  public String toString() {
    return name;
  }
}
