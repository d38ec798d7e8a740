package dev.holdfast.backup.containers.internal.docker;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of engines, which leave out what they have no value for, or write null. */
final class Json {

    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static JsonNode read(byte[] bytes) throws JacksonException {
        return MAPPER.readTree(bytes);
    }

    static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : "";
    }

    static boolean flag(JsonNode node) {
        return node.isBoolean() && node.booleanValue();
    }

    static int number(JsonNode node, int otherwise) {
        return node.isInt() ? node.intValue() : otherwise;
    }
}
