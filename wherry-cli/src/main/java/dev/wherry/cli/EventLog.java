package dev.wherry.cli;

import dev.wherry.Client;
import dev.wherry.Event;
import dev.wherry.Event.Outcome;
import java.io.StringWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** A line for each event, a JSON object; docs/CONFIGURATION.md has its keys. */
final class EventLog implements Consumer<Event> {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final LogFile file;
  private final Clock clock;

  EventLog(LogFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public void accept(Event event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
      json.writeStringProperty("event", name(event));
      write(event.client(), json);
      writeRest(event, json);
      json.writeEndObject();
    }
    file.add(line.toString());
  }

  private static String name(Event event) {
    return switch (event) {
      case Event.Connected _ -> "connected";
      case Event.LoggedIn _ -> "logged-in";
      case Event.LoginFailed _ -> "login-failed";
      case Event.Uploaded _ -> "uploaded";
      case Event.Downloaded _ -> "downloaded";
      case Event.Deleted _ -> "deleted";
      case Event.Renamed _ -> "renamed";
      case Event.DirectoryMade _ -> "directory-made";
      case Event.Copied _ -> "copied";
      case Event.Linked _ -> "linked";
      case Event.Changed _ -> "changed";
      case Event.Disconnected _ -> "disconnected";
    };
  }

  private static void write(Client client, JsonGenerator json) {
    json.writeNumberProperty("session", client.session());
    json.writeStringProperty("address", client.address().getHostAddress());
    if (client.user() != null) {
      json.writeStringProperty("user", client.user());
    }
    json.writeBooleanProperty("tls", client.isEncrypted());
    if (!client.host().isEmpty()) {
      json.writeStringProperty("host", client.host());
    }
  }

  private static void writeRest(Event event, JsonGenerator json) {
    switch (event) {
      case Event.Connected _, Event.LoggedIn _, Event.Disconnected _ -> {}
      case Event.LoginFailed failed -> {
        json.writeStringProperty("name", failed.name());
        json.writeNumberProperty("reply", failed.reply().code());
      }
      case Event.Uploaded up -> {
        json.writeStringProperty("path", up.path());
        json.writeStringProperty("file", up.file().toString());
        write(up.outcome(), json);
      }
      case Event.Downloaded down -> {
        json.writeStringProperty("path", down.path());
        write(down.outcome(), json);
      }
      case Event.Deleted deleted -> json.writeStringProperty("path", deleted.path());
      case Event.Renamed renamed -> {
        json.writeStringProperty("from", renamed.from());
        json.writeStringProperty("path", renamed.to());
      }
      case Event.DirectoryMade made -> json.writeStringProperty("path", made.path());
      case Event.Copied copied -> {
        json.writeArrayPropertyStart("from");
        copied.from().forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("path", copied.to());
      }
      case Event.Linked linked -> {
        json.writeStringProperty("path", linked.link());
        json.writeStringProperty("target", linked.target());
      }
      case Event.Changed changed -> json.writeStringProperty("path", changed.path());
    }
  }

  private static void write(Outcome outcome, JsonGenerator json) {
    json.writeBooleanProperty("complete", outcome.isComplete());
    json.writeNumberProperty("bytes", outcome.bytes());
    json.writeNumberProperty("seconds", outcome.took().toMillis() / 1e3);
    json.writeStringProperty("type", outcome.type());
    json.writeBooleanProperty("compressed", outcome.isCompressed());
    json.writeNumberProperty("reply", outcome.reply().code());
  }
}
