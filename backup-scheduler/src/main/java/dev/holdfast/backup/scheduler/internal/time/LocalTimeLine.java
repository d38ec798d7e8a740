package dev.holdfast.backup.scheduler.internal.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Objects;

/**
 * The wall clock of a zone, mapped to instants in a way that never goes back.
 *
 * <p>A time that the clock shows once is that instant. One that it shows twice, because it was set back, is the first of the two. One that it never
 * shows, because it was set forward, is the first instant after the gap.
 *
 * @param zone the zone
 */
public record LocalTimeLine(ZoneId zone) {

    /**
     * Requires the zone.
     *
     * @param zone the zone
     */
    public LocalTimeLine {
        Objects.requireNonNull(zone, "zone");
    }

    /**
     * Tells what the clock shows.
     *
     * @param instant an instant
     * @return the local time then
     */
    public LocalDateTime at(Instant instant) {
        return LocalDateTime.ofInstant(instant, zone);
    }

    /**
     * Tells when the clock first shows a time, or first is past it.
     *
     * @param local a local time
     * @return the instant
     */
    public Instant instantOf(LocalDateTime local) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            // Java itself would move the time by the length of the gap, and 02:30 would become 03:30.
            ZoneOffsetTransition gap = rules.getTransition(local);
            return gap.getInstant();
        }
        // Of two, the offset before the transition comes first, and gives the earlier instant.
        return local.toInstant(offsets.get(0));
    }
}
