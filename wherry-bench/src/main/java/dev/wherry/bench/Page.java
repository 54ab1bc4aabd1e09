package dev.wherry.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report as one HTML file with charts, which needs nothing else. */
public final class Page {

  private Page() {}

  /** Writes it to a file. */
  public static void write(Report report, Path file) throws IOException {
    try (InputStream template = Page.class.getResourceAsStream("report.html")) {
      if (template == null) {
        throw new IOException("report.html is not in the jar");
      }
      String page = new String(template.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(file, page.replace("\"@report@\"", Json.of(report)));
    }
  }
}
