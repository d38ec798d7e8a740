package dev.holdfast.backup.postgres.internal.evidence;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The members of an object that was read from evidence. */
final class Evidence {

    private final Map<String, Object> members;

    Evidence(Map<String, Object> members) {
        this.members = members;
    }

    static void lines(InputStream in, String what, Consumer<Map<String, Object>> each) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            try {
                each.accept(Json.object(line));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw damaged(what + ", line " + number, e);
            }
        }
    }

    static IntegrityException damaged(String what, Exception why) {
        return new IntegrityException(
                Failure.of("HF-PG-073", "the evidence of the backup cannot be read: " + what)
                        .hint("It was written by a later version, or is damaged; use another backup."),
                why);
    }

    String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw missing(name);
    }

    long number(String name) {
        if (members.get(name) instanceof Long number) {
            return number;
        }
        throw missing(name);
    }

    boolean flag(String name) {
        if (members.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw missing(name);
    }

    List<?> list(String name) {
        if (members.get(name) instanceof List<?> list) {
            return list;
        }
        throw missing(name);
    }

    @SuppressWarnings("unchecked")
    static Evidence of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Evidence((Map<String, Object>) map);
        }
        throw new IllegalArgumentException("no object");
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("no " + name);
    }
}
