package dev.wherry.tests.interop;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A column of the README's matrix of clients.
 *
 * @param title of the column
 * @param type the class of its tests
 */
record InteropClient(String title, Class<?> type) {

  /** Every client, in the order of the matrix. */
  static final List<InteropClient> ALL =
      List.of(
          new InteropClient("curl", CurlTest.class),
          new InteropClient("lftp", LftpTest.class),
          new InteropClient("tnftp", TnftpTest.class),
          new InteropClient("ncftp", NcftpTest.class),
          new InteropClient("wget", WgetTest.class),
          new InteropClient("rclone", RcloneTest.class),
          new InteropClient("Python ftplib", PythonFtplibTest.class),
          new InteropClient("commons-net", CommonsNetTest.class),
          new InteropClient("Perl Net::FTP", PerlNetFtpTest.class));

  /** The names of its tests. */
  Set<String> tests() {
    return Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> is(method, ParameterizedTest.class) || is(method, Test.class))
        .map(Method::getName)
        .collect(Collectors.toSet());
  }

  private static boolean is(Method method, Class<? extends Annotation> kind) {
    return method.isAnnotationPresent(kind);
  }
}
