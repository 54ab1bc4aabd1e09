package dev.wherry.guard;

import dev.wherry.AddressRange;
import dev.wherry.io.Stream;
import dev.wherry.io.Throttle;
import dev.wherry.io.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection from a proxy, until its header has come; nothing is said to it before that. It
 * belongs to the stream's loop.
 */
public final class Proxied implements Stream.Handler {

  private static final Logger log = LoggerFactory.getLogger(Proxied.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ByteBuffer header = ByteBuffer.allocate(ProxyHeader.LONGEST);
  private final Timers.Timer limit;
  private final Ready ready;

  private Proxied(Stream stream, Ready ready) {
    this.ready = ready;
    this.limit =
        stream.loop().after(PATIENCE, () -> stream.abort(new IOException("no PROXY header came")));
  }

  /** Whether {@code address} is that of a proxy that is believed. */
  public static boolean isFrom(List<AddressRange> proxies, InetAddress address) {
    return Admission.isIn(proxies, address);
  }

  /** Reads the header of {@code stream} and not a byte more, then {@code ready} goes on. */
  public static void read(Stream stream, Ready ready) {
    Proxied proxied = new Proxied(stream, ready);
    stream.throttle(Throttle.NONE, proxied.new Exactly());
    try {
      stream.start(proxied);
    } catch (IOException e) {
      stream.abort(e);
    }
  }

  @Override
  public void received(Stream stream, ByteBuffer bytes) throws IOException {
    header.put(bytes).flip();
    ProxyHeader read = ProxyHeader.read(header);
    header.compact();
    if (read != null) {
      limit.cancel();
      stream.throttle(Throttle.NONE, Throttle.NONE);
      stream.pause();
      stream.handler(Stream.Handler.NONE);
      ready.ready(stream, read);
    }
  }

  @Override
  public void closed(Stream stream, @Nullable IOException cause) {
    limit.cancel();
    ready.failed();
    log.info(
        "a proxy's connection was closed: {}", cause == null ? "no header" : cause.getMessage());
  }

  /** What lies behind the header is somebody else's to read. */
  private final class Exactly implements Throttle {

    @Override
    public long allowance(long most) {
      return Math.min(most, ProxyHeader.missing(header.duplicate().flip()));
    }

    @Override
    public long pause() {
      return 0;
    }

    @Override
    public void moved(long bytes) {}
  }

  /** Hears who is behind the proxy. */
  public interface Ready {

    /** The header has come; the stream does not read now. */
    void ready(Stream stream, ProxyHeader header) throws IOException;

    /** The connection was closed before that. */
    default void failed() {}
  }
}
