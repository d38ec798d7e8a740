package dev.holdfast.backup.scheduler.internal.db;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants as both databases keep them alike: microseconds since 1970. */
public final class Micros {

    private Micros() {}

    /**
     * Turns an instant into a number.
     *
     * @param instant the instant; what is finer than a microsecond is dropped
     * @return the number
     */
    public static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /**
     * Turns an instant that may be missing into a number.
     *
     * @param instant the instant or {@code null}
     * @return the number or {@code null}
     */
    public static @Nullable Long ofNullable(@Nullable Instant instant) {
        return instant == null ? null : of(instant);
    }

    /**
     * Turns a number into an instant.
     *
     * @param micros the number
     * @return the instant
     */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
