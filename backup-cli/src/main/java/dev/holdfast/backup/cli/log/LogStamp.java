package dev.holdfast.backup.cli.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants in a log. By itself, since most commands never need what writes them. */
final class LogStamp {

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LogStamp() {}

    /** Writes an instant with milliseconds, in UTC: all of one length. */
    static String of(Instant instant) {
        return FORM.format(instant);
    }
}
