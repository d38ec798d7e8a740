package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a tool says of its version: {@code pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)}. */
final class VersionText {

    private static final Pattern LINE =
            Pattern.compile("\\(PostgreSQL\\)\\s+(?<text>(?<first>\\d{1,3})(?:\\.(?<second>\\d{1,3}))?"
                    + "(?:\\.(?<third>\\d{1,3}))?(?:(?:devel|alpha|beta|rc)\\d*)?)");

    private VersionText() {}

    static Optional<ServerVersion> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group("first"));
        int second = number(matcher.group("second"));
        int third = number(matcher.group("third"));
        int number = first >= 10 ? first * 10_000 + second : first * 10_000 + second * 100 + third;
        return Optional.of(new ServerVersion(number, matcher.group("text")));
    }

    private static int number(@org.jspecify.annotations.Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }
}
