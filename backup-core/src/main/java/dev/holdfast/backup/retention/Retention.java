package dev.holdfast.backup.retention;

import java.time.Duration;
import java.time.ZoneId;

/**
 * Begins {@link RetentionRules}: {@code Retention.last(3).daily(14).monthly(12)}. The rules are described there.
 *
 * <p>Every method throws {@link dev.holdfast.backup.ConfigurationException} {@code HF-CFG-012} for a number or a length that makes no rule,
 * such as {@code last(0)}.
 */
public final class Retention {

    private static final RetentionRules NONE = new RetentionRules();

    private Retention() {}

    /** {@return no rules: everything is kept} */
    public static RetentionRules everything() {
        return NONE;
    }

    /**
     * Keeps the newest good backups.
     *
     * @param count how many, 1 or more
     * @return the rule
     */
    public static RetentionRules last(int count) {
        return NONE.last(count);
    }

    /**
     * Keeps the newest good backup of each of the newest hours that have one.
     *
     * @param count how many hours, 1 or more
     * @return the rule
     */
    public static RetentionRules hourly(int count) {
        return NONE.hourly(count);
    }

    /**
     * Keeps the newest good backup of each of the newest days that have one.
     *
     * @param count how many days, 1 or more
     * @return the rule
     */
    public static RetentionRules daily(int count) {
        return NONE.daily(count);
    }

    /**
     * Keeps the newest good backup of each of the newest ISO weeks that have one.
     *
     * @param count how many weeks, 1 or more
     * @return the rule
     */
    public static RetentionRules weekly(int count) {
        return NONE.weekly(count);
    }

    /**
     * Keeps the newest good backup of each of the newest months that have one.
     *
     * @param count how many months, 1 or more
     * @return the rule
     */
    public static RetentionRules monthly(int count) {
        return NONE.monthly(count);
    }

    /**
     * Keeps the newest good backup of each of the newest years that have one.
     *
     * @param count how many years, 1 or more
     * @return the rule
     */
    public static RetentionRules yearly(int count) {
        return NONE.yearly(count);
    }

    /**
     * Keeps every backup that is not older than a length of time.
     *
     * @param age the length, more than zero
     * @return the rule
     */
    public static RetentionRules within(Duration age) {
        return NONE.within(age);
    }

    /**
     * Drops no backup that is not older than a length of time.
     *
     * @param age the length, more than zero
     * @return the rule
     */
    public static RetentionRules olderThan(Duration age) {
        return NONE.olderThan(age);
    }

    /**
     * Sets the zone of the calendar that the rules count by.
     *
     * @param zone the zone
     * @return no rules, in that zone
     */
    public static RetentionRules zone(ZoneId zone) {
        return NONE.zone(zone);
    }

    /**
     * Sets how many good backups the engine keeps whatever the rules say.
     *
     * @param count how many, 1 or more
     * @return no rules, with that floor
     */
    public static RetentionRules atLeast(int count) {
        return NONE.atLeast(count);
    }

    /**
     * Sets how much should be free in the store before a run; when less is, the oldest backups above the floor go.
     *
     * @param bytes how many, more than zero
     * @return no rules, with that clean-up
     */
    public static RetentionRules minFree(long bytes) {
        return NONE.minFree(bytes);
    }
}
