package dev.wherry.tests.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The README's matrix of clients and operations, made of what their tests have reported. */
public final class ClientMatrix {

  /** What stands before the matrix in the README. */
  static final String BEGIN =
      "<!-- clients: made by mvn -q -pl wherry-tests -am test -Dclients -->\n";

  /** What stands behind it. */
  static final String END = "<!-- end of clients -->\n";

  private ClientMatrix() {}

  /**
   * Writes the matrix into the README.
   *
   * @param arguments the directory of surefire's reports, and the README
   */
  public static void main(String[] arguments) throws Exception {
    Path readme = Path.of(arguments[1]);
    String text = Files.readString(readme);
    Files.writeString(
        readme,
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + text(Path.of(arguments[0]))
            + text.substring(text.indexOf(END)));
  }

  private static String text(Path reports)
      throws IOException, ParserConfigurationException, SAXException {
    List<Map<String, Integer>> columns = new ArrayList<>();
    for (InteropClient client : InteropClient.ALL) {
      columns.add(passed(reports.resolve("TEST-" + client.type().getName() + ".xml")));
    }
    StringBuilder text = new StringBuilder();
    text.append(row("", InteropClient.ALL.stream().map(InteropClient::title).toList()));
    text.append(row("---", InteropClient.ALL.stream().map(_ -> ":-:").toList()));
    for (Operation operation : Operation.ALL) {
      List<String> cells = columns.stream().map(column -> cell(operation, column)).toList();
      text.append(row(operation.title(), cells));
    }
    return text.toString();
  }

  static String row(String title, List<String> cells) {
    return "| " + title + cells.stream().collect(Collectors.joining(" | ", " | ", " |\n"));
  }

  /** On how many transports one of the tests has passed. */
  private static String cell(Operation operation, Map<String, Integer> passed) {
    return operation.tests().stream()
        .filter(passed::containsKey)
        .mapToInt(passed::get)
        .max()
        .stream()
        .mapToObj(Integer::toString)
        .findFirst()
        .orElse("–");
  }

  /** How often each test has passed; one that has failed or was skipped ends it all. */
  private static Map<String, Integer> passed(Path report)
      throws IOException, ParserConfigurationException, SAXException {
    Map<String, Integer> passed = new HashMap<>();
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String name = test.getAttribute("name").replaceFirst("[({\\[].*", "");
      for (String bad : List.of("failure", "error", "skipped")) {
        if (test.getElementsByTagName(bad).getLength() > 0) {
          throw new IllegalStateException(report + ": " + name + " has not passed");
        }
      }
      passed.merge(name, 1, Integer::sum);
    }
    return passed;
  }
}
