package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often and when a run that failed is tried again.
 *
 * <p>Only failures that may pass by themselves are: those of a target, a store, a hook or a lease that say so. What is wrong with a configuration or
 * with stored bytes stays wrong until somebody mends it.
 *
 * @param times how often at most, 0 to 20
 * @param delay how long to wait before the first time; each further wait is twice as long, up to an hour or this delay, whichever is longer
 */
public record Retry(int times, Duration delay) {

    private static final String TIMES = "times";
    private static final String DELAY = "delay";
    private static final int MOST = 20;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration LONGEST_GROWN = Duration.ofHours(1);

    /** Never tries again. Behind the bounds, which it is held against. */
    public static final Retry NEVER = new Retry(0, Duration.ofMinutes(5));

    /**
     * Validates both.
     *
     * @param times how often at most, 0 to 20
     * @param delay how long to wait before the first time, 1 second to 24 hours; each further wait is twice as long, up to an hour or this delay,
     *     whichever is longer
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-009} if one is out of bounds
     */
    public Retry {
        if (times < 0 || times > MOST) {
            throw ScheduleFault.of(
                    "HF-SCH-009", TIMES, "a run cannot be tried again " + times + " times", "Write 0 to 20.");
        }
        if (delay.compareTo(SHORTEST) < 0 || delay.compareTo(LONGEST) > 0) {
            throw ScheduleFault.of(
                    "HF-SCH-009",
                    DELAY,
                    "a delay of " + Settings.durationText(delay) + " is out of bounds",
                    "Write 1s to 24h.");
        }
    }

    /** {@return the settings that it has, in the order in which documents show them} */
    public static List<Setting> all() {
        return List.of(
                Setting.required(TIMES, SettingType.INTEGER, "How often a failed run is tried again: 0 to 20."),
                Setting.optional(
                                DELAY,
                                SettingType.DURATION,
                                "How long to wait before the first time: 1s to 24h; each further wait is twice as long, up to an hour.")
                        .byDefault("5m"));
    }

    /**
     * Reads settings.
     *
     * @param settings the settings; see {@link #all()}
     * @return what they say
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-009} if one is out of bounds, {@code HF-CFG-011} without {@code times}
     */
    public static Retry read(Settings settings) {
        settings.requireText(TIMES);
        // What is far out of bounds stays so as a smaller number.
        long times = settings.integer(TIMES).orElseThrow();
        return new Retry(
                (int) Math.max(-1, Math.min(times, Integer.MAX_VALUE)),
                settings.duration(DELAY).orElse(NEVER.delay));
    }

    /**
     * Tells whether and when to try again.
     *
     * @param attempt the attempt that failed, 1 for the first
     * @param failure why
     * @return how long to wait; empty if it is not tried again
     */
    public Optional<Duration> after(int attempt, BackupException failure) {
        if (attempt > times || !mayPass(failure)) {
            return Optional.empty();
        }
        Duration wait = delay;
        Duration most = delay.compareTo(LONGEST_GROWN) > 0 ? delay : LONGEST_GROWN;
        for (int i = 1; i < attempt && wait.compareTo(most) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return Optional.of(wait.compareTo(most) > 0 ? most : wait);
    }

    private static boolean mayPass(BackupException failure) {
        boolean passing = failure instanceof TargetException
                || failure instanceof StoreException
                || failure instanceof HookException
                || failure instanceof LeaseException;
        return passing && failure.retryStatus() == RetryStatus.LATER;
    }
}
