package dev.wherry.yaml;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * YAML as text in which single values are changed and everything else stays as somebody wrote it.
 * Mappings have to be in block style, one key to a line. Not thread-safe.
 */
public final class YamlText {

  private static final int INDENT = 2;

  private final Path file;
  private String text;

  private YamlText(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * The text of {@code file}.
   *
   * @throws InvalidFileException if it is not YAML
   */
  public static YamlText of(Path file, String text) throws InvalidFileException {
    YamlText yaml = new YamlText(file, text);
    yaml.root();
    return yaml;
  }

  /** Whether there is something at the end of this path of keys. */
  public boolean has(String... path) throws InvalidFileException {
    return find(path, path.length) != null;
  }

  /** Sets a value; the keys on the way are added as far as they are not there. */
  public void set(String value, String... path) throws InvalidFileException {
    String written = quoted(value);
    NodeTuple found = find(path, path.length);
    if (found == null) {
      add(written, path);
      return;
    }
    Node old = found.getValueNode();
    if (!(old instanceof ScalarNode)) {
      throw invalid(old.getStartMark(), "'" + path[path.length - 1] + "' has one value");
    }
    int start = index(old.getStartMark());
    int end = index(old.getEndMark());
    String gap = start > 0 && text.charAt(start - 1) == ':' ? " " : "";
    text = text.substring(0, start) + gap + written + text.substring(end);
  }

  /** Removes a key with everything below it. */
  public void remove(String... path) throws InvalidFileException {
    NodeTuple found = find(path, path.length);
    if (found == null) {
      return;
    }
    requireBlock(path, path.length - 1);
    int start = lineStart(index(found.getKeyNode().getStartMark()));
    int end = endOf(found);
    text = text.substring(0, start) + text.substring(end);
  }

  private void add(String written, String... path) throws InvalidFileException {
    int depth = path.length - 1;
    while (depth > 0 && find(path, depth) == null) {
      depth--;
    }
    MappingNode parent = requireBlock(path, depth);
    int indent;
    int at;
    if (parent == null || parent.getValue().isEmpty()) {
      NodeTuple key = depth == 0 ? null : find(path, depth);
      indent = key == null ? 0 : column(key.getKeyNode().getStartMark()) + INDENT;
      at = key == null ? text.length() : lineEnd(index(key.getKeyNode().getEndMark()));
    } else {
      NodeTuple last = parent.getValue().getLast();
      indent = column(parent.getValue().getFirst().getKeyNode().getStartMark());
      at = endOf(last);
    }
    StringBuilder added = new StringBuilder();
    if (at > 0 && text.charAt(at - 1) != '\n') {
      added.append('\n');
    }
    for (int i = depth; i < path.length; i++) {
      added.append(" ".repeat(indent)).append(quoted(path[i])).append(':');
      added.append(i == path.length - 1 ? " " + written : "").append('\n');
      indent += INDENT;
    }
    text = text.substring(0, at) + added + text.substring(at);
  }

  /**
   * The mapping below the first {@code depth} keys, which must be one that lines can be added to.
   */
  private @Nullable MappingNode requireBlock(String[] path, int depth) throws InvalidFileException {
    Node node = depth == 0 ? root() : valueOf(find(path, depth));
    if (node instanceof MappingNode mapping) {
      boolean isFlow =
          index(mapping.getStartMark()) < text.length()
              && text.charAt(index(mapping.getStartMark())) == '{';
      if (isFlow) {
        throw invalid(
            mapping.getStartMark(), "this is in braces; write one key to a line, and try again");
      }
      return mapping;
    }
    boolean isNothing = node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    if (node != null && !isNothing) {
      throw invalid(node.getStartMark(), "keys with values were expected here");
    }
    return null;
  }

  private static @Nullable Node valueOf(@Nullable NodeTuple tuple) {
    return tuple == null ? null : tuple.getValueNode();
  }

  /** Behind the last line that belongs to a key and its value. */
  private int endOf(NodeTuple tuple) {
    Node last = tuple.getValueNode();
    while (last instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
      NodeTuple tail = mapping.getValue().getLast();
      last = tail.getValueNode();
      tuple = tail;
    }
    int keyEnd = index(tuple.getKeyNode().getEndMark());
    int end = Math.max(keyEnd, index(last.getEndMark()));
    // A block's end mark is where the next token begins; a plain value's is its own end.
    while (end > keyEnd && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return lineEnd(end);
  }

  private int lineStart(int index) {
    return text.lastIndexOf('\n', index - 1) + 1;
  }

  /** Behind the line break, or at the end of the text. */
  private int lineEnd(int index) {
    int end = text.indexOf('\n', index);
    return end < 0 ? text.length() : end + 1;
  }

  private @Nullable NodeTuple find(String[] path, int depth) throws InvalidFileException {
    Node node = root();
    NodeTuple found = null;
    for (int i = 0; i < depth; i++) {
      found = null;
      if (node instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(path[i])) {
            found = tuple;
          }
        }
      }
      if (found == null) {
        return null;
      }
      node = found.getValueNode();
    }
    return found;
  }

  private @Nullable Node root() throws InvalidFileException {
    Problems problems = new Problems(file);
    Node root = Section.root(problems, text);
    problems.throwIfAny();
    return root;
  }

  private InvalidFileException invalid(Optional<Mark> at, String what) {
    Problems problems = new Problems(file);
    problems.add(at, what);
    return new InvalidFileException(problems.all());
  }

  /** Marks count code points, and text does not. */
  private int index(Optional<Mark> mark) {
    return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
  }

  private static int column(Optional<Mark> mark) {
    return mark.orElseThrow().getColumn();
  }

  /** The text as YAML takes it for just that text. */
  static String quoted(String value) {
    boolean isPlain =
        value.matches("[A-Za-z0-9/$.][A-Za-z0-9/$.,=+_%@-]*( [A-Za-z0-9/$.,=+_%@-]+)*");
    return isPlain ? value : "'" + value.replace("'", "''") + "'";
  }

  /** The whole text as it is now. */
  @Override
  public String toString() {
    return text;
  }
}
