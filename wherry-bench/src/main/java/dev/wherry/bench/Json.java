package dev.wherry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as JSON: every round, for programs to read. */
public final class Json {

  private Json() {}

  /** Writes it to a file. */
  public static void write(Report report, Path file) throws IOException {
    Files.writeString(file, of(report) + "\n");
  }

  static String of(Report report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", Machine.description());
    List<Object> contenders = new ArrayList<>();
    for (Report.Contender contender : report.contenders()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", contender.name());
      one.put("version", contender.version());
      one.put("cpuBy", contender.account());
      one.put("wherry", contender.isWherry());
      contenders.add(one);
    }
    all.put("peers", contenders);
    all.put("notInstalled", report.missing());
    all.put("notMeasured", report.failures());
    all.put("figures", report.figures().stream().map(Json::of).toList());
    return text(all);
  }

  private static Map<String, Object> of(Figure figure) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("work", figure.work());
    one.put("peer", figure.peer());
    one.put("round", figure.round());
    one.put("unit", figure.unit().label);
    one.put("value", figure.value());
    one.put("errors", figure.errors());
    Outcome outcome = figure.outcome();
    if (outcome != null) {
      one.put("operations", outcome.operations());
      one.put("bytes", outcome.bytes());
      one.put("seconds", outcome.nanos() / 1e9);
      one.put("p50", outcome.millis(50));
      one.put("p95", outcome.millis(95));
      one.put("p99", outcome.millis(99));
      one.put("max", outcome.millis(100));
    }
    Handshakes handshakes = figure.handshakes();
    if (handshakes != null) {
      one.put("handshakesFull", handshakes.full());
      one.put("handshakesResumed", handshakes.resumed());
      one.put("handshakesMissed", handshakes.missed());
    }
    return one;
  }

  private static String text(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> quoted(entry.getKey().toString()) + ":" + text(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(Json::text).collect(Collectors.joining(",\n", "[", "]"));
      case Double number -> String.format(Locale.ROOT, "%.4f", number);
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == '<') { // "<" so that it can stand in a page's script
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
