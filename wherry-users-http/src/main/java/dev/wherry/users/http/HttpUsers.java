package dev.wherry.users.http;

import dev.wherry.LoginAttempt;
import dev.wherry.User;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.Authorities;
import dev.wherry.users.file.Outage;
import dev.wherry.users.file.UsersByAttempt;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users that a service of the operator's own knows, asked by HTTP.
 *
 * <p>Each login is a POST of {@code {"user", "password", "address", "protocol", "host"}}, where the
 * protocol is {@code ftp} or, with TLS, {@code ftps}. The answer 200 has an account in the words of
 * a users file, which may be {@code {}}; 401 and 403 are for those who may not log in; anything
 * else is a failure of the service. Nothing is sent a second time, nor to where an answer points.
 * Safe for use by many threads.
 */
public final class HttpUsers implements UsersByAttempt, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpUsers.class);

  private static final int MOST_BYTES = 64 * 1024;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final HttpOptions options;
  private final AccountTemplate template;
  private final Outage outage;
  private final HttpClient client;

  /**
   * Connects to nobody yet.
   *
   * @param template has what the answers do not say
   * @throws IllegalArgumentException if the authorities cannot be read
   */
  public HttpUsers(HttpOptions options, AccountTemplate template) {
    this.options = options;
    this.template = template;
    this.outage = new Outage("the service " + options, log);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.timeout())
            .executor(
                Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("wherry-http-", 0).factory()));
    if (options.authorities() != null) {
      builder.sslContext(Authorities.trust(options.authorities()));
    }
    this.client = builder.build();
  }

  @Override
  public int parallelism() {
    return options.requests();
  }

  @Override
  public @Nullable User authenticate(LoginAttempt attempt) throws IOException {
    if (!attempt.isText()) {
      return null;
    }
    outage.check();
    HttpResponse<byte[]> answer = answer(request(attempt));
    outage.ended();
    int status = answer.statusCode();
    if (status != OK && status != UNAUTHORIZED && status != FORBIDDEN) {
      throw new IOException("the service " + options + " answers " + status);
    }
    return status == OK ? template.user(attempt.name(), account(answer.body())) : null;
  }

  private Map<String, Object> account(byte[] body) throws IOException {
    try {
      return Json.read(body);
    } catch (IOException e) {
      throw new IOException(
          "the answer of the service " + options + " cannot be used: " + e.getMessage(), e);
    }
  }

  private HttpRequest request(LoginAttempt attempt) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("user", attempt.name());
    said.put("password", attempt.password());
    if (attempt.client() != null) {
      said.put("address", attempt.client().getHostAddress());
    }
    said.put("protocol", attempt.isEncrypted() ? "ftps" : "ftp");
    if (!attempt.host().isEmpty()) {
      said.put("host", attempt.host());
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.url())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(said), StandardCharsets.UTF_8));
    if (options.token() != null) {
      request.header("Authorization", "Bearer " + options.token());
    }
    return request.build();
  }

  /** The whole answer within its time: the client's own timeout ends with the headers. */
  private HttpResponse<byte[]> answer(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return answer.get(TimeUnit.NANOSECONDS.convert(options.timeout()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw outage.failed(
          new IOException("no answer within " + options.timeout().toMillis() + " ms", e));
    } catch (ExecutionException e) {
      throw outage.failed(reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The client gives no word when nobody listens. */
  private static Exception reason(ExecutionException e) {
    return switch (e.getCause()) {
      case ConnectException refused when refused.getMessage() == null ->
          new IOException("nobody listens there", refused);
      case Exception other -> other;
      case null, default -> e;
    };
  }

  /** Ends the requests that are under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
