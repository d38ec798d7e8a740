package dev.holdfast.backup.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it, forwards or backwards. Thread-safe. */
public final class ManualClock extends Clock {

    private final Hands hands;
    private final ZoneId zone;

    private ManualClock(Hands hands, ZoneId zone) {
        this.hands = hands;
        this.zone = zone;
    }

    /**
     * Makes a clock in UTC.
     *
     * @param now what it shows
     * @return the clock
     */
    public static ManualClock at(Instant now) {
        return new ManualClock(new Hands(now), ZoneOffset.UTC);
    }

    /**
     * Makes a clock in UTC.
     *
     * @param now what it shows, in ISO 8601: {@code 2026-11-20T02:15:00Z}
     * @return the clock
     */
    public static ManualClock at(String now) {
        return at(Instant.parse(now));
    }

    /**
     * Sets the clock.
     *
     * @param instant what it shows from now on
     */
    public void set(Instant instant) {
        hands.set(instant);
    }

    /**
     * Moves the clock.
     *
     * @param duration how far; a negative one moves it back
     * @return what it shows now
     */
    public Instant advance(Duration duration) {
        return hands.advance(duration);
    }

    @Override
    public Instant instant() {
        return hands.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** {@return a clock in another zone that moves with this one} */
    @Override
    public Clock withZone(ZoneId other) {
        return new ManualClock(hands, other);
    }

    /** {@return the instant and the zone} */
    @Override
    public String toString() {
        return hands.get() + "[" + zone + "]";
    }

    /** What clocks in several zones share. */
    private static final class Hands {
        private Instant now;

        Hands(Instant now) {
            this.now = now;
        }

        synchronized Instant get() {
            return now;
        }

        synchronized void set(Instant instant) {
            now = instant;
        }

        synchronized Instant advance(Duration duration) {
            now = now.plus(duration);
            return now;
        }
    }
}
