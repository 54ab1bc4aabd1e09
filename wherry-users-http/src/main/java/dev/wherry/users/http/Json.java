package dev.wherry.users.http;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** What is said to a service and what it answers (RFC 8259). */
final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /** An object with texts in it. */
  static String write(Map<String, String> object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      object.forEach(json::writeStringProperty);
      json.writeEndObject();
    }
    return text.toString();
  }

  /**
   * The object that a text is: texts, numbers as they are written, truth values, lists and maps.
   * What is null is left out.
   *
   * @throws IOException if it is no object, and nothing else
   */
  static Map<String, Object> read(byte[] text) throws IOException {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no object of JSON");
      }
      Map<String, Object> object = object(json);
      if (json.nextToken() != null) {
        throw new IOException("there is more behind the object of JSON");
      }
      return object;
    } catch (JacksonException e) {
      // Not the original message, which quotes what is nobody's business.
      TokenStreamLocation place = e.getLocation();
      throw new IOException(
          place == null
              ? "it is not JSON, or more of it than can be meant"
              : "it is not JSON, at line " + place.getLineNr() + ", column " + place.getColumnNr(),
          e);
    }
  }

  private static Map<String, Object> object(JsonParser json) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_NULL) {
        object.put(key, value(json));
      }
    }
    return object;
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      default -> json.getString();
    };
  }
}
