package dev.wherry.users.http;

import dev.wherry.users.file.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a service is, and how it is asked.
 *
 * @param url what is sent a POST for each login
 * @param token sent as {@code Authorization: Bearer}; null sends none; never logged
 * @param authorities certificates in PEM of those who may vouch for the service; null for those of
 *     the JDK
 * @param requests how many are under way at most, 20 by default
 * @param timeout how long an answer may take until its last byte, 5 seconds by default
 */
public record HttpOptions(
    URI url, @Nullable String token, @Nullable Path authorities, int requests, Duration timeout) {

  /**
   * After a check of the values.
   *
   * @throws IllegalArgumentException with a sentence if one of them cannot be
   */
  public HttpOptions {
    checkedUrl(url.toString());
    if (token != null) {
      checkedToken(token);
    }
    if (requests < 1) {
      throw new IllegalArgumentException("there is at least one request under way");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("the timeout is more than nothing");
    }
  }

  /** Without a token, with the JDK's certificates, 20 requests and 5 seconds. */
  public HttpOptions(URI url) {
    this(url, null, null, 20, Duration.ofSeconds(5));
  }

  /** The URL, if it can be one. */
  public static URI checkedUrl(String text) {
    try {
      URI url = new URI(text);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      boolean isHttp = scheme.equals("http") || scheme.equals("https");
      if (isHttp && url.getHost() != null && url.getUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException _) {
      // told below
    }
    throw new IllegalArgumentException(
        "the URL of a service looks like https://accounts.example.org/ftp");
  }

  /** The token, if it can be one (RFC 6750, section 2.1). */
  public static String checkedToken(String token) {
    if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
      throw new IllegalArgumentException(
          "a token has letters, digits and the signs - . _ ~ + /, and nothing else");
    }
    return token;
  }

  /** Whether passwords cross a network in clear on their way to the service. */
  public boolean isClear() {
    return url.getScheme().equalsIgnoreCase("http") && !Loopback.is(url.getHost());
  }

  /** The service, without what its URL may say in a query; the token stays out of logs. */
  @Override
  public String toString() {
    String text = url.toString();
    int end = text.indexOf('?');
    return end < 0 ? text : text.substring(0, end);
  }
}
