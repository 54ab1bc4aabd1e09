package dev.wherry.control;

import dev.wherry.Client;
import dev.wherry.Event;
import dev.wherry.Event.Outcome;
import dev.wherry.Reply;
import dev.wherry.files.FtpPath;
import dev.wherry.files.Incoming;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What there will be to tell of a transfer when it has ended.
 *
 * @param file where an upload goes, or null for a download
 * @param began by {@link System#nanoTime}
 */
public record Report(
    Client client,
    String path,
    @Nullable Path file,
    String type,
    boolean isCompressed,
    long began) {

  /**
   * Of a transfer that is about to begin.
   *
   * @param incoming what it will write, or null for a download
   * @return null if nobody listens
   */
  public static @Nullable Report of(Session session, FtpPath path, @Nullable Incoming incoming)
      throws IOException {
    if (!session.isHeard()) {
      return null;
    }
    State state = session.state();
    return new Report(
        session.who(),
        session.shown(path),
        incoming == null ? null : incoming.destination(),
        state.type(),
        state.deflateLevel > 0,
        System.nanoTime());
  }

  Event event(boolean isComplete, long bytes, Reply last) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Outcome outcome = new Outcome(isComplete, bytes, took, type, isCompressed, last);
    return file == null
        ? new Event.Downloaded(client, path, outcome)
        : new Event.Uploaded(client, path, file, outcome);
  }
}
