package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which a client can make data connections. */
interface Connecting {

  /** {@link Way#PASV}. */
  interface Pasv extends Downloading {

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void connectsByPasv(TransportType transport) throws IOException {
      connects(this, transport, Way.PASV);
    }
  }

  /** {@link Way#EPSV}. */
  interface Epsv extends Downloading {

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void connectsByEpsv(TransportType transport) throws IOException {
      connects(this, transport, Way.EPSV);
    }
  }

  /** {@link Way#PORT}. */
  interface Port extends Downloading {

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void isConnectedToByPort(TransportType transport) throws IOException {
      connects(this, transport, Way.PORT);
    }
  }

  /** {@link Way#EPRT}. */
  interface Eprt extends Downloading {

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void isConnectedToByEprt(TransportType transport) throws IOException {
      connects(this, transport, Way.EPRT);
    }
  }

  /** {@link Way#EPSV_IPV6}. */
  interface EpsvIpv6 extends Downloading {

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void connectsByEpsvOverIpv6(TransportType transport) throws IOException {
      connects(this, transport, Way.EPSV_IPV6);
    }
  }

  /** {@link Way#EPRT_IPV6}. */
  interface EprtIpv6 extends Downloading {

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void isConnectedToByEprtOverIpv6(TransportType transport) throws IOException {
      connects(this, transport, Way.EPRT_IPV6);
    }
  }

  private static void connects(Downloading client, TransportType transport, Way way)
      throws IOException {
    try (Site site = Site.of(transport, way)) {
      site.serve("there", Content.SOME);
      Path here = site.desk.resolve("here");
      String downloaded = client.download(site, "there", here);
      assertContent(Content.SOME, here, downloaded);
      assertTrue(downloaded.contains(way.command), () -> "no " + way.command + ":\n" + downloaded);
      if (client instanceof Uploading uploading) {
        String uploaded = uploading.upload(site, here, "new");
        assertContent(Content.SOME, site.files.resolve("new"), uploaded);
        assertTrue(uploaded.contains(way.command), () -> "no " + way.command + ":\n" + uploaded);
      }
    }
  }
}
