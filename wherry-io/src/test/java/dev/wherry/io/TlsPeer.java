package dev.wherry.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** The client's end of a TLS connection, without any socket: bytes in, bytes out. */
final class TlsPeer {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private ByteBuffer in = ByteBuffer.allocate(1 << 16).limit(0);
  private final ByteBuffer record = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer plain = ByteBuffer.allocate(1 << 16);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  TlsPeer(SSLContext context, String protocol) {
    engine = context.createSSLEngine("localhost", 21);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    try {
      engine.beginHandshake();
      go();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes what the server has sent. */
  void hear(byte[] bytes) throws SSLException {
    ByteBuffer all = ByteBuffer.allocate(in.remaining() + bytes.length);
    in = all.put(in).put(bytes).flip();
    go();
  }

  /** Says {@code text} in one record or more. */
  void say(String text) throws SSLException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      wrap(bytes);
    }
  }

  /** Says that no more will come. */
  void end() throws SSLException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      wrap(NOTHING);
    }
  }

  /** What is to be sent to the server since this was asked last. */
  byte[] take() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }

  boolean isConnected() {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
        && !engine.getSession().getProtocol().equals("NONE");
  }

  /** Whether the server has said that no more will come. */
  boolean hasHeardTheEnd() {
    return engine.isInboundDone();
  }

  /** What the server has said. */
  String heard() {
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  private void go() throws SSLException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
          }
        }
        case NEED_WRAP -> {
          if (wrap(NOTHING) == 0) {
            return;
          }
        }
        default -> {
          if (!unwrap()) {
            return;
          }
        }
      }
    }
  }

  private int wrap(ByteBuffer source) throws SSLException {
    SSLEngineResult result = engine.wrap(source, record.clear());
    record.flip();
    out.write(record.array(), 0, record.limit());
    return result.bytesProduced();
  }

  private boolean unwrap() throws SSLException {
    if (!in.hasRemaining()) {
      return false;
    }
    SSLEngineResult result = engine.unwrap(in, plain.clear());
    heard.write(plain.array(), 0, plain.position());
    return result.bytesConsumed() > 0 && result.getStatus() != Status.CLOSED;
  }
}
