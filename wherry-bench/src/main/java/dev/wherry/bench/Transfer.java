package dev.wherry.bench;

import dev.wherry.io.Connector;
import dev.wherry.io.Stream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A client's end of a data connection. */
abstract sealed class Transfer implements Connector.Handler, Stream.Handler
    permits Inbound, Outbound {

  private @Nullable Client client;
  private @Nullable Stream stream;
  private long bytes;
  private boolean ended;
  private boolean brokenOff;

  void belongsTo(Client owner) {
    client = owner;
  }

  /** How many bytes have come or gone. */
  final long bytes() {
    return bytes;
  }

  final void count(long more) {
    bytes += more;
    if (client != null) {
      client.stillAlive();
    }
  }

  /** The server has said that it is ready for the data. */
  abstract void begin();

  /** Whether all is there that should be; called when the data connection has ended in order. */
  abstract @Nullable String complaint();

  final @Nullable Stream stream() {
    return stream;
  }

  /** Whether the client has had enough: then any last reply will do. */
  final boolean isBrokenOff() {
    return brokenOff;
  }

  final void breakOff(Stream stream) {
    brokenOff = true;
    ended = true;
    stream.abort(null);
  }

  /** No error if the data connection ends from now on. */
  final void endsInOrder() {
    ended = true;
  }

  @Override
  public final void connected(Stream stream) {
    this.stream = stream;
    if (client == null) {
      stream.abort(null);
      return;
    }
    try {
      opened(stream);
    } catch (IOException e) {
      client.fail("data connection: " + e.getMessage());
      return;
    }
    client.dataConnected();
  }

  abstract void opened(Stream stream) throws IOException;

  @Override
  public final void failed(IOException cause) {
    if (client != null) {
      client.fail("data connection: " + cause.getMessage());
    }
  }

  @Override
  public final void closed(Stream stream, @Nullable IOException cause) {
    Client owner = client;
    if (owner == null) {
      return;
    }
    String complaint =
        cause != null && !ended ? "data connection: " + cause.getMessage() : complaint();
    if (complaint != null) {
      owner.fail(complaint);
    } else {
      owner.dataEnded();
    }
  }

  /** Ends at once, and says nothing more to the client. */
  final void drop() {
    client = null;
    if (stream != null) {
      stream.abort(null);
    }
  }
}
