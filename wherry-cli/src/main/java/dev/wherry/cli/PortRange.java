package dev.wherry.cli;

import picocli.CommandLine.TypeConversionException;

/** Ports as {@code --passive-ports} names them, both ends included. */
record PortRange(int lowest, int highest) {

  /** Reads {@code 50000-50099}, or one port. */
  static PortRange parse(String text) {
    int dash = text.indexOf('-');
    try {
      PortRange range =
          dash < 0
              ? new PortRange(Integer.parseInt(text), Integer.parseInt(text))
              : new PortRange(
                  Integer.parseInt(text.substring(0, dash)),
                  Integer.parseInt(text.substring(dash + 1)));
      if (range.lowest > 0 && range.lowest <= range.highest && range.highest <= 65_535) {
        return range;
      }
    } catch (NumberFormatException _) {
      // Answered below, like a range that makes no sense.
    }
    throw new TypeConversionException(
        "'" + text + "' is not a range of ports, such as 50000-50099");
  }
}
