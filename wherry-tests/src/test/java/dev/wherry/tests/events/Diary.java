package dev.wherry.tests.events;

import dev.wherry.Event;
import dev.wherry.Event.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers what it heard. */
final class Diary implements Consumer<Event> {

  private final List<Event> events = new CopyOnWriteArrayList<>();

  @Override
  public void accept(Event event) {
    events.add(event);
  }

  List<Event> events() {
    return events;
  }

  List<Event.Uploaded> uploads() {
    return events.stream()
        .filter(Event.Uploaded.class::isInstance)
        .map(Event.Uploaded.class::cast)
        .toList();
  }

  List<Event.Downloaded> downloads() {
    return events.stream()
        .filter(Event.Downloaded.class::isInstance)
        .map(Event.Downloaded.class::cast)
        .toList();
  }

  /** A line for each event. */
  List<String> lines() {
    return events.stream().map(Diary::line).toList();
  }

  String last() {
    return events.isEmpty() ? "" : line(events.getLast());
  }

  private static String line(Event event) {
    String who =
        event.getClass().getSimpleName()
            + " "
            + Objects.requireNonNullElse(event.client().user(), "?");
    return who
        + switch (event) {
          case Event.Connected _, Event.LoggedIn _, Event.Disconnected _ -> "";
          case Event.LoginFailed failed -> " " + failed.name() + " " + failed.reply().code();
          case Event.Uploaded up -> " " + up.path() + line(up.outcome());
          case Event.Downloaded down -> " " + down.path() + line(down.outcome());
          case Event.Deleted deleted -> " " + deleted.path();
          case Event.Renamed renamed -> " " + renamed.from() + " " + renamed.to();
          case Event.DirectoryMade made -> " " + made.path();
          case Event.Copied copied -> " " + copied.to() + " " + copied.from();
          case Event.Linked linked -> " " + linked.link() + " " + linked.target();
          case Event.Changed changed -> " " + changed.path();
        };
  }

  private static String line(Outcome outcome) {
    return (outcome.isComplete() ? " whole " : " broken ")
        + outcome.type()
        + " "
        + outcome.bytes()
        + " bytes, "
        + outcome.reply().code();
  }
}
