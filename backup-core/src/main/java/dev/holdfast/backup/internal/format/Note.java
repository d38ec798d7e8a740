package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.VerificationLevel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A fact about a backup that came after its commit; an object without bytes whose name says it all. */
public sealed interface Note {

    /** The longest reason of a pin, in bytes of UTF-8; so its key stays a file name. */
    int MAX_REASON = 160;

    /** Returns the last segment of its key. */
    String name();

    /**
     * Reads a note from its name.
     *
     * @param name the last segment of the key
     * @return the note, or empty if it is of a kind that this version does not know
     */
    static Optional<Note> parse(String name) {
        try {
            return NoteNames.parse(name);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Keep the backup whatever the policy says.
     *
     * @param at since when
     * @param reason why
     */
    record Pin(Instant at, String reason) implements Note {

        /** Validates the length of the reason. */
        public Pin {
            Objects.requireNonNull(at, "at");
            if (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
                throw new IllegalArgumentException("a reason has at most " + MAX_REASON + " bytes");
            }
        }

        @Override
        public String name() {
            return "pin-" + NoteNames.stamp(at) + "-"
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(reason.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * The copy was proven good.
     *
     * @param level how far
     * @param at when
     */
    record Verified(VerificationLevel level, Instant at) implements Note {
        @Override
        public String name() {
            return "verified-" + level.word() + "-" + NoteNames.stamp(at);
        }
    }

    /**
     * A proof failed: the copy is bad until a later proof of this level or above holds.
     *
     * @param level how far it was to be proven
     * @param at when
     */
    record Failed(VerificationLevel level, Instant at) implements Note {
        @Override
        public String name() {
            return "failed-" + level.word() + "-" + NoteNames.stamp(at);
        }
    }

    /**
     * The digest of wrapped data keys, which the list of digests does not cover.
     *
     * @param number which keys
     * @param sha256 their SHA-256, 64 lower-case hexadecimal digits
     */
    record Keys(int number, String sha256) implements Note {
        @Override
        public String name() {
            return "keys-" + number + "-" + sha256;
        }
    }

    /** How the parts of names are written. */
    final class NoteNames {

        private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                        "uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        private static final int STAMP_LENGTH = 20;

        private NoteNames() {}

        static String stamp(Instant at) {
            return STAMP.format(at);
        }

        /** Reads by hand: a list of many thousand backups reads as many stamps. */
        private static Instant instant(String stamp) {
            if (stamp.length() != STAMP_LENGTH
                    || stamp.charAt(8) != 'T'
                    || stamp.charAt(15) != '.'
                    || stamp.charAt(19) != 'Z') {
                throw new IllegalArgumentException("not a time stamp: " + stamp);
            }
            long seconds = java.time.LocalDateTime.of(
                            number(stamp, 0, 4),
                            number(stamp, 4, 6),
                            number(stamp, 6, 8),
                            number(stamp, 9, 11),
                            number(stamp, 11, 13),
                            number(stamp, 13, 15))
                    .toEpochSecond(ZoneOffset.UTC);
            return Instant.ofEpochSecond(seconds, number(stamp, 16, 19) * 1_000_000L);
        }

        private static int number(String text, int from, int to) {
            return Integer.parseInt(text, from, to, 10);
        }

        static Optional<Note> parse(String name) {
            int dash = name.indexOf('-');
            String kind = dash < 0 ? name : name.substring(0, dash);
            String rest = dash < 0 ? "" : name.substring(dash + 1);
            return switch (kind) {
                case "pin" -> Optional.of(pin(rest));
                case "verified" -> {
                    int second = rest.indexOf('-');
                    yield Optional.of(new Verified(level(rest, second), instant(rest.substring(second + 1))));
                }
                case "failed" -> {
                    int second = rest.indexOf('-');
                    yield Optional.of(new Failed(level(rest, second), instant(rest.substring(second + 1))));
                }
                case "keys" -> Optional.of(keys(rest));
                default -> Optional.empty();
            };
        }

        private static Pin pin(String rest) {
            if (rest.length() <= STAMP_LENGTH || rest.charAt(STAMP_LENGTH) != '-') {
                throw new IllegalArgumentException("not a pin: " + rest);
            }
            byte[] reason = Base64.getUrlDecoder().decode(rest.substring(STAMP_LENGTH + 1));
            return new Pin(instant(rest.substring(0, STAMP_LENGTH)), new String(reason, StandardCharsets.UTF_8));
        }

        private static Keys keys(String rest) {
            int dash = rest.indexOf('-');
            String sha256 = rest.substring(dash + 1);
            if (dash < 1 || !SHA256.matcher(sha256).matches()) {
                throw new IllegalArgumentException("not a digest of keys: " + rest);
            }
            return new Keys(Integer.parseInt(rest.substring(0, dash)), sha256);
        }

        private static VerificationLevel level(String rest, int end) {
            if (end > 0) {
                for (VerificationLevel level : VerificationLevel.values()) {
                    if (rest.startsWith(level.word()) && level.word().length() == end) {
                        return level;
                    }
                }
            }
            throw new IllegalArgumentException("no level of verification: " + rest);
        }
    }
}
