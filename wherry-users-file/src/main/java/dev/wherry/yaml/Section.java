package dev.wherry.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A mapping of a YAML file. Whoever reads it asks for its keys one by one; {@link #end} then finds
 * the keys nobody has asked for. What is wrong goes to {@link Problems}, and reading goes on, so
 * that all of it is told at once. Not thread-safe.
 */
public final class Section {

  private final Problems problems;
  private final @Nullable MappingNode mapping;
  private final Map<String, NodeTuple> byKey = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  private Section(Problems problems, @Nullable MappingNode mapping) {
    this.problems = problems;
    this.mapping = mapping;
    if (mapping != null) {
      for (NodeTuple tuple : mapping.getValue()) {
        add(tuple);
      }
    }
  }

  private void add(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(tuple.getKeyNode().getStartMark(), "a key is a word");
    } else if (byKey.putIfAbsent(key.getValue(), tuple) != null) {
      problems.add(key.getStartMark(), "'" + key.getValue() + "' is there twice");
    }
  }

  /** A section without anything in it. */
  public static Section empty(Problems problems) {
    return new Section(problems, null);
  }

  /** Reads a file; one that cannot be read is empty, and a problem. */
  public static Section read(Problems problems) {
    Path file = problems.file();
    try {
      return of(problems, Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      problems.add(Optional.empty(), "there is no such file");
    } catch (AccessDeniedException e) {
      problems.add(Optional.empty(), "the file may not be read");
    } catch (CharacterCodingException e) {
      problems.add(Optional.empty(), "the file is not text in UTF-8");
    } catch (IOException e) {
      problems.add(Optional.empty(), "the file cannot be read: " + e.getMessage());
    }
    return empty(problems);
  }

  /** Reads {@code text} as the content of the file. */
  public static Section of(Problems problems, String text) {
    Node root = root(problems, text);
    if (root instanceof MappingNode mapping) {
      return new Section(problems, mapping);
    }
    if (root != null && !isNull(root)) {
      problems.add(root.getStartMark(), "keys with values were expected, such as 'port: 2121'");
    }
    return empty(problems);
  }

  /**
   * What a program says instead of a file: the values are texts, numbers, truth values, or
   * collections and maps of these. Its problems have no line.
   */
  public static Section of(Problems problems, Map<String, ?> values) {
    return new Section(problems, (MappingNode) node(values));
  }

  private static Node node(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          new MappingNode(
              Tag.MAP,
              map.entrySet().stream()
                  .map(entry -> new NodeTuple(node(entry.getKey()), node(entry.getValue())))
                  .toList(),
              FlowStyle.BLOCK);
      case Collection<?> list ->
          new SequenceNode(Tag.SEQ, list.stream().map(Section::node).toList(), FlowStyle.BLOCK);
      default -> new ScalarNode(Tag.STR, value.toString(), ScalarStyle.DOUBLE_QUOTED);
    };
  }

  /** The same content, of which nothing has been asked yet, with its problems told elsewhere. */
  public Section with(Problems others) {
    return new Section(others, mapping);
  }

  /** The top of the file; null if there is none, or if it cannot be read. */
  static @Nullable Node root(Problems problems, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(problems.file().toString())
            .setAllowDuplicateKeys(true) // told by add(), with its line
            .build();
    try {
      StreamReader reader = new StreamReader(settings, text);
      return new Composer(settings, new ParserImpl(settings, reader)).getSingleNode().orElse(null);
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark(), "this is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(Optional.empty(), "this is not YAML: " + e.getMessage());
    }
    return null;
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && (scalar.getValue().isEmpty() || scalar.getValue().equals("null"));
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    asked.add(key);
    return byKey.containsKey(key);
  }

  /** Which of these keys are there, in the order of the file; all of them count as asked for. */
  public List<String> those(Collection<String> known) {
    asked.addAll(known);
    return byKey.keySet().stream().filter(known::contains).toList();
  }

  /** Every key, whatever it is; then all of them count as asked for. */
  public List<String> keys() {
    asked.addAll(byKey.keySet());
    return List.copyOf(byKey.keySet());
  }

  /**
   * The value of a key.
   *
   * @param parser throws {@link IllegalArgumentException} with a sentence if it cannot be one
   */
  public <T> Optional<T> value(String key, Function<String, T> parser) {
    return node(key).flatMap(node -> scalar(key, node, parser));
  }

  /** The text of a key. */
  public Optional<String> text(String key) {
    return value(key, Function.identity());
  }

  /** The values of a key that has one or, in brackets or with hyphens, several. */
  public <T> List<T> list(String key, Function<String, T> parser) {
    List<T> values = new ArrayList<>();
    node(key)
        .ifPresent(node -> {
          List<Node> items =
              node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
          for (Node item : items) {
            scalar(key, item, parser).ifPresent(values::add);
          }
        });
    return values;
  }

  private <T> Optional<T> scalar(String key, Node node, Function<String, T> parser) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(node.getStartMark(), "'" + key + "' has one value, and nothing below it");
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(scalar.getValue()));
    } catch (IllegalArgumentException e) {
      problems.add(node.getStartMark(), "'" + key + "': " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What lies below a key; an empty section if the key is not there. */
  public Section section(String key) {
    return node(key).map(node -> below(key, node)).orElseGet(() -> empty(problems));
  }

  /** What lies below a key that has a list of sections. */
  public List<Section> sections(String key) {
    Optional<Node> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(item -> below(key, item)).toList();
    }
    problems.add(node.get().getStartMark(), "'" + key + "' has a list, each item with a hyphen");
    return List.of();
  }

  private Section below(String key, Node node) {
    if (node instanceof MappingNode found) {
      return new Section(problems, found);
    }
    problems.add(node.getStartMark(), "'" + key + "' has keys with values below it");
    return empty(problems);
  }

  private Optional<Node> node(String key) {
    asked.add(key);
    NodeTuple tuple = byKey.get(key);
    if (tuple == null) {
      return Optional.empty();
    }
    if (isNull(tuple.getValueNode())) {
      problems.add(tuple.getKeyNode().getStartMark(), "'" + key + "' has no value");
      return Optional.empty();
    }
    return Optional.of(tuple.getValueNode());
  }

  /** Tells a problem with the value of a key, or with the whole section if the key is missing. */
  public void problem(String key, String text) {
    NodeTuple tuple = byKey.get(key);
    Optional<Mark> whole = mapping == null ? Optional.empty() : mapping.getStartMark();
    problems.add(tuple == null ? whole : tuple.getValueNode().getStartMark(), text);
  }

  /** Tells a problem with a key itself. */
  public void problemWithKey(String key, String text) {
    NodeTuple tuple = byKey.get(key);
    problems.add(tuple == null ? Optional.empty() : tuple.getKeyNode().getStartMark(), text);
  }

  /** All that may be here has been asked for: every other key is a mistake. */
  public void end() {
    for (Map.Entry<String, NodeTuple> entry : byKey.entrySet()) {
      String key = entry.getKey();
      if (!asked.contains(key)) {
        problems.add(
            entry.getValue().getKeyNode().getStartMark(),
            "there is no '" + key + "' here" + Near.hint(key, asked));
      }
    }
  }
}
