package dev.holdfast.backup.scheduler;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Expected instants, one for each day, written down as spans of days in UTC with the time in UTC on each of them:
 *
 * <pre>{@code
 * 2026-01-01 2026-03-28 01:30
 * 2026-03-29 2026-03-29 01:00
 * }</pre>
 */
public final class UtcTable {

    private UtcTable() {}

    public static List<Instant> read(String table) {
        List<Instant> instants = new ArrayList<>();
        table.lines().map(String::trim).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] words = line.split(" +");
            LocalTime time = LocalTime.parse(words[2]);
            LocalDate last = LocalDate.parse(words[1]);
            for (LocalDate day = LocalDate.parse(words[0]); !day.isAfter(last); day = day.plusDays(1)) {
                instants.add(day.atTime(time).toInstant(ZoneOffset.UTC));
            }
        });
        return instants;
    }

    /** Reads instants that are written one by one, without seconds. */
    static List<Instant> instants(String... texts) {
        List<Instant> instants = new ArrayList<>();
        for (String text : texts) {
            instants.add(Instant.parse(text.replace("Z", ":00Z")));
        }
        return instants;
    }
}
