package dev.holdfast.backup.containers.internal.docker;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an engine answered.
 *
 * @param status the HTTP status
 * @param body what came with it
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, byte[] body) {

    static final int NOT_MODIFIED = 304;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    private static final int SHOWN = 300;

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    JsonNode json() throws JacksonException {
        return Json.read(body);
    }

    /** {@return the engine's own words in one line; empty if it has none} */
    String words() {
        String words;
        try {
            words = Json.text(json().path("message"));
        } catch (JacksonException e) {
            words = new String(body, StandardCharsets.UTF_8);
        }
        return shortened(words);
    }

    static String shortened(String words) {
        String line = words.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}
