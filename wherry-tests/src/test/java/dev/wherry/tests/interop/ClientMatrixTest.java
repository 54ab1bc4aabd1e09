package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The README's matrix of clients. It says what the tests of the clients say, and a build in which
 * one of those fails or is skipped fails as a whole. If this fails: {@code mvn -q -pl wherry-tests
 * -am test -Dclients}.
 */
class ClientMatrixTest {

  private static final Path README = Path.of("..", "README.md");

  @Test
  void theReadmeNamesWhatIsTestedAndNothingElse() throws IOException {
    Map<String, List<String>> said = new TreeMap<>();
    List<String> lines = matrix();
    List<String> titles = cells(lines.getFirst());
    assertEquals(
        InteropClient.ALL.stream().map(InteropClient::title).toList(),
        titles.subList(1, titles.size()));
    for (String line : lines.subList(2, lines.size())) {
      List<String> cells = cells(line);
      List<String> clients = new ArrayList<>();
      for (int i = 1; i < cells.size(); i++) {
        if (!cells.get(i).equals("–")) {
          assertTrue(cells.get(i).matches("[1-9]"), line);
          clients.add(titles.get(i));
        }
      }
      said.put(cells.getFirst(), clients);
    }
    Map<String, List<String>> tested = new TreeMap<>();
    for (Operation operation : Operation.ALL) {
      tested.put(
          operation.title(),
          InteropClient.ALL.stream()
              .filter(client -> operation.tests().stream().anyMatch(client.tests()::contains))
              .map(InteropClient::title)
              .toList());
    }
    assertEquals(tested, said);
  }

  @Test
  void everyTestOfAClientIsInTheMatrix() {
    TreeSet<String> without = new TreeSet<>();
    InteropClient.ALL.forEach(client -> without.addAll(client.tests()));
    Operation.ALL.forEach(operation -> without.removeAll(operation.tests()));
    assertEquals(new TreeSet<>(), without);
  }

  @Test
  void everyClientIsInTheMatrix() throws IOException {
    TreeSet<String> classes = new TreeSet<>();
    try (var sources =
        Files.list(Path.of("src/test/java", getClass().getPackageName().replace('.', '/')))) {
      sources
          .map(path -> path.getFileName().toString().replace(".java", ""))
          .filter(name -> name.endsWith("Test"))
          .forEach(classes::add);
    }
    classes.remove(getClass().getSimpleName());
    classes.remove("TlsClientsTest"); // what it tests stands below the matrix
    InteropClient.ALL.forEach(client -> classes.remove(client.type().getSimpleName()));
    assertEquals(new TreeSet<>(), classes);
  }

  private static List<String> matrix() throws IOException {
    String text = Files.readString(README);
    int begin = text.indexOf(ClientMatrix.BEGIN) + ClientMatrix.BEGIN.length();
    return text.substring(begin, text.indexOf(ClientMatrix.END)).lines().toList();
  }

  private static List<String> cells(String line) {
    List<String> cells = List.of(line.split("\\|", -1));
    return cells.subList(1, cells.size() - 1).stream().map(String::strip).toList();
  }
}
