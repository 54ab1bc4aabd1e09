package dev.wherry.bench;

import dev.wherry.io.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Sessions that have logged in and stay. */
final class Crowd implements AutoCloseable {

  /** How many log in at the same time: fewer than the shortest backlog of the peers. */
  static final int AT_ONCE = 30;

  private final Generator generator;
  private final List<Client> clients = new ArrayList<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private int begun;
  private int pending;

  private Crowd(Generator generator) {
    this.generator = generator;
  }

  /** Lets so many log in. */
  static Crowd gather(Generator generator, Target target, int sessions) throws IOException {
    return gather(generator, target, sessions, AT_ONCE);
  }

  static Crowd gather(Generator generator, Target target, int sessions, int atOnce)
      throws IOException {
    Crowd crowd = new Crowd(generator);
    generator.call((CompletableFuture<Boolean> done) -> {
      for (int i = 0; i < Math.min(atOnce, sessions); i++) {
        crowd.next(target, sessions, done);
      }
    });
    return crowd;
  }

  private void next(Target target, int sessions, CompletableFuture<Boolean> done) {
    if (begun == sessions) {
      if (pending == 0) {
        done.complete(true);
      }
      return;
    }
    EventLoop loop = generator.loop();
    boolean[] in = new boolean[1];
    Client client =
        new Client(
            loop,
            target,
            Generator.source(target, begun),
            (gone, why) -> {
              errors.merge(why, 1, Integer::sum);
              if (in[0]) {
                clients.remove(gone);
              } else {
                pending--;
                loop.execute(() -> next(target, sessions, done));
              }
            });
    begun++;
    pending++;
    client.login(() -> {
      in[0] = true;
      pending--;
      clients.add(client);
      next(target, sessions, done);
    });
  }

  /** Those who are there. On the generator's thread, or while it does nothing with them. */
  List<Client> clients() {
    return clients;
  }

  /** Why others are not, and how many. */
  Map<String, Integer> errors() {
    return errors;
  }

  /** All leave, without a word. */
  @Override
  public void close() throws IOException {
    generator.call(left -> {
      clients.forEach(Client::close);
      left.complete(true);
    });
  }
}
