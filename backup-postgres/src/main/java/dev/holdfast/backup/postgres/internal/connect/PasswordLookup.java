package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the password for the driver, which reads no file but the user's own. */
final class PasswordLookup {

    private PasswordLookup() {}

    static Optional<char[]> of(ConnectionSettings settings) {
        if (settings.credentials() instanceof Credentials.Password password) {
            return Optional.of(password.secret().reveal());
        }
        if (settings.credentials() instanceof Credentials.PassFile file) {
            return inFile(settings, file);
        }
        return Optional.empty();
    }

    private static Optional<char[]> inFile(ConnectionSettings settings, Credentials.PassFile file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file.path(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TargetException(
                    Failure.of("HF-PG-017", "cannot read the passfile " + file.path())
                            .hint("Let the user of this process read it, and nobody else.")
                            .with("passfile", file.path()),
                    e);
        }
        for (String line : lines) {
            if (line.startsWith("#")) {
                continue;
            }
            List<String> fields = fields(line);
            if (fields.size() == 5
                    && matches(fields.get(0), settings.host())
                    && matches(fields.get(1), settings.port() == 0 ? "5432" : Integer.toString(settings.port()))
                    && matches(fields.get(2), settings.database())
                    && matches(fields.get(3), settings.user())) {
                return Optional.of(fields.get(4).toCharArray());
            }
        }
        return Optional.empty();
    }

    private static boolean matches(String field, @Nullable String value) {
        return field.equals("*") || field.equals(value);
    }

    /** The four fields before the last end at a colon that has no backslash before it. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else if (c == ':' && fields.size() < 4) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
