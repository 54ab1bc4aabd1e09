package dev.wherry.io;

import static dev.wherry.io.RecordingHandler.bytes;
import static java.time.Duration.ZERO;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A stream on a system in memory, and a handler that writes down what it hears. */
@Timeout(60)
abstract class StreamFixture {

  final FakeTransport system = new FakeTransport();
  final EventLoop loop = system.loop();
  final FakeSocket socket = system.socket();
  final Stream stream = loop.adopt(socket);

  /** What the handler does on top of writing down what it hears. */
  Consumer<Stream> onReceived = _ -> {};

  Consumer<Stream> onEnded = _ -> {};
  Consumer<Stream> onDrained = _ -> {};
  Consumer<Stream> onClosed = _ -> {};

  final RecordingHandler handler =
      new RecordingHandler("a", system.calls) {
        @Override
        public void received(Stream stream, ByteBuffer bytes) throws IOException {
          super.received(stream, bytes);
          onReceived.accept(stream);
        }

        @Override
        public void ended(Stream stream) throws IOException {
          super.ended(stream);
          onEnded.accept(stream);
        }

        @Override
        public void drained(Stream stream) throws IOException {
          super.drained(stream);
          onDrained.accept(stream);
        }

        @Override
        public void closed(Stream stream, @Nullable IOException cause) {
          super.closed(stream, cause);
          onClosed.accept(stream);
        }
      };

  StreamFixture() {
    stream.handler(handler);
  }

  @AfterEach
  void close() {
    loop.close();
    system.assertKept();
  }

  void turn() {
    loop.runOnce(ZERO);
  }
}
