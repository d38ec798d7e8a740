package dev.holdfast.backup.retention;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.text.Amounts;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for what to keep that come with Holdfast; immutable and thread-safe, each method that adds a rule returns a copy.
 *
 * <p>Exactly:
 *
 * <ol>
 *   <li><b>Good</b> is a backup that was verified at least as {@code stored} and of which no later proof failed. Rules that count
 *       ({@code last}, {@code hourly}, {@code daily}, {@code weekly}, {@code monthly}, {@code yearly}) see good backups only: a bad one never
 *       takes the place of a good one.
 *   <li>{@code last: N} keeps the newest N good backups.
 *   <li>{@code hourly: N} to {@code yearly: N} keep the newest good backup of each of the newest N periods <em>that have a good backup</em>.
 *       Periods without one do not count: after a gap of a month, {@code daily: 14} still keeps 14 backups. A backup belongs to the period in
 *       which it began, in the {@code zone} of the rules (UTC unless set). Weeks are those of ISO 8601: 1 January may be in the last week of
 *       the year before, 31 December in the first of the next. The hour that a change of the clocks repeats is two hours.
 *   <li>{@code within: D} keeps every backup that began at most D ago, good or not. A day is 24 hours here.
 *   <li>A backup that is not known to be good is kept as long as no newer one is known to be good.
 *   <li>{@code older-than: D} bounds what may be dropped: no backup that began at most D ago is dropped. It overrides no other rule.
 *   <li>A backup is kept if any rule keeps it. It is dropped if none does; so {@code older-than} alone drops whatever is older, and without
 *       any rule everything is kept. A rule that is absent is not a rule of zero, and zero is refused.
 * </ol>
 *
 * <p>Under the rules lies the {@linkplain #floor() floor} of the engine, see {@link RetentionGuard}.
 */
public final class RetentionRules implements RetentionPolicy {

    private final int last;
    private final Map<Period, Integer> periods;
    private final @Nullable Duration within;
    private final @Nullable Duration olderThan;
    private final ZoneId zone;
    private final RetentionFloor floor;

    RetentionRules() {
        this(0, new EnumMap<>(Period.class), null, null, ZoneOffset.UTC, RetentionFloor.DEFAULT);
    }

    private RetentionRules(
            int last,
            Map<Period, Integer> periods,
            @Nullable Duration within,
            @Nullable Duration olderThan,
            ZoneId zone,
            RetentionFloor floor) {
        this.last = last;
        this.periods = Collections.unmodifiableMap(periods);
        this.within = within;
        this.olderThan = olderThan;
        this.zone = zone;
        this.floor = floor;
    }

    /** {@return the floor that goes with the rules} */
    public RetentionFloor floor() {
        return floor;
    }

    /**
     * Keeps the newest good backups.
     *
     * @param count how many, 1 or more
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules last(int count) {
        return new RetentionRules(positive("last", count), periods, within, olderThan, zone, floor);
    }

    /**
     * Keeps the newest good backup of each of the newest hours that have one.
     *
     * @param count how many hours, 1 or more
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules hourly(int count) {
        return newestOf(Period.HOURLY, count);
    }

    /**
     * Keeps the newest good backup of each of the newest days that have one.
     *
     * @param count how many days, 1 or more
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules daily(int count) {
        return newestOf(Period.DAILY, count);
    }

    /**
     * Keeps the newest good backup of each of the newest ISO weeks that have one.
     *
     * @param count how many weeks, 1 or more
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules weekly(int count) {
        return newestOf(Period.WEEKLY, count);
    }

    /**
     * Keeps the newest good backup of each of the newest months that have one.
     *
     * @param count how many months, 1 or more
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules monthly(int count) {
        return newestOf(Period.MONTHLY, count);
    }

    /**
     * Keeps the newest good backup of each of the newest years that have one.
     *
     * @param count how many years, 1 or more
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules yearly(int count) {
        return newestOf(Period.YEARLY, count);
    }

    RetentionRules newestOf(Period period, int count) {
        Map<Period, Integer> more = new EnumMap<>(Period.class);
        more.putAll(periods);
        more.put(period, positive(period.word(), count));
        return new RetentionRules(last, more, within, olderThan, zone, floor);
    }

    /**
     * Keeps every backup that is not older than a length of time.
     *
     * @param age the length, more than zero
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules within(Duration age) {
        return new RetentionRules(last, periods, positive("within", age), olderThan, zone, floor);
    }

    /**
     * Drops no backup that is not older than a length of time.
     *
     * @param age the length, more than zero
     * @return a copy with the rule
     * @throws ConfigurationException {@code HF-CFG-012} if that makes no rule
     */
    public RetentionRules olderThan(Duration age) {
        return new RetentionRules(last, periods, within, positive("older-than", age), zone, floor);
    }

    /**
     * Sets the zone of the calendar that the rules count by.
     *
     * @param place the zone
     * @return a copy in that zone
     */
    public RetentionRules zone(ZoneId place) {
        return new RetentionRules(last, periods, within, olderThan, Objects.requireNonNull(place, "place"), floor);
    }

    /**
     * Sets how many good backups the engine keeps whatever the rules say.
     *
     * @param count how many, 1 or more
     * @return a copy with that floor
     * @throws ConfigurationException {@code HF-CFG-012} if it is less than 1
     */
    public RetentionRules atLeast(int count) {
        RetentionFloor other = new RetentionFloor(positive("at-least", count), floor.minFree());
        return new RetentionRules(last, periods, within, olderThan, zone, other);
    }

    /**
     * Sets how much should be free in the store before a run; when less is, the oldest backups above the floor go.
     *
     * @param bytes how many, more than zero
     * @return a copy with that clean-up
     * @throws ConfigurationException {@code HF-CFG-012} if it is less than 1
     */
    public RetentionRules minFree(long bytes) {
        if (bytes < 1) {
            throw noRule("min-free", bytes);
        }
        RetentionFloor other = new RetentionFloor(floor.atLeast(), bytes);
        return new RetentionRules(last, periods, within, olderThan, zone, other);
    }

    private static int positive(String rule, int count) {
        if (count < 1) {
            throw noRule(rule, count);
        }
        return count;
    }

    private static Duration positive(String rule, Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw noRule(rule, age);
        }
        return age;
    }

    private static ConfigurationException noRule(String rule, Object value) {
        return new ConfigurationException(Failure.of("HF-CFG-012", rule + " is " + value + ", which keeps nothing")
                .hint("Give it more than zero, or leave the rule out: an absent rule drops nothing by itself.")
                .with("setting", rule));
    }

    @Override
    public List<Verdict> judge(RetentionInput input) {
        List<RetentionCandidate> backups = Candidates.newestFirst(input.backups());
        Map<BackupId, List<String>> reasons = new HashMap<>();
        keepLast(backups, reasons);
        periods.forEach((period, count) -> keepNewestOf(period, count, backups, reasons));
        List<Verdict> verdicts = new ArrayList<>(backups.size());
        boolean newerIsGood = false;
        for (RetentionCandidate backup : backups) {
            List<String> kept = new ArrayList<>(reasons.getOrDefault(backup.id(), List.of()));
            if (within != null && isAtMost(within, backup, input.now())) {
                kept.add("within " + Amounts.duration(within));
            }
            if (Candidates.isGood(backup)) {
                newerIsGood = true;
            } else if (!newerIsGood) {
                kept.add("not known to be good, and neither is any newer one");
            }
            verdicts.add(verdict(backup, kept, input.now()));
        }
        return verdicts;
    }

    private void keepLast(List<RetentionCandidate> backups, Map<BackupId, List<String>> reasons) {
        int place = 0;
        for (RetentionCandidate backup : backups) {
            if (place == last) {
                return;
            }
            if (Candidates.isGood(backup)) {
                place++;
                keep(backup, "last " + place + " of " + last, reasons);
            }
        }
    }

    /** Remembers each period seen, not only the one before: where clocks go back past midnight, a day comes twice. */
    private void keepNewestOf(
            Period period, int count, List<RetentionCandidate> backups, Map<BackupId, List<String>> reasons) {
        Set<Long> seen = new HashSet<>();
        for (RetentionCandidate backup : backups) {
            if (seen.size() == count) {
                return;
            }
            if (Candidates.isGood(backup)) {
                ZonedDateTime start = backup.startedAt().atZone(zone);
                if (seen.add(period.number(start))) {
                    keep(backup, period.word() + " " + period.label(start), reasons);
                }
            }
        }
    }

    private static void keep(RetentionCandidate backup, String reason, Map<BackupId, List<String>> reasons) {
        reasons.computeIfAbsent(backup.id(), id -> new ArrayList<>(2)).add(reason);
    }

    private Verdict verdict(RetentionCandidate backup, List<String> kept, Instant now) {
        if (!kept.isEmpty()) {
            return new Verdict(backup.id(), true, kept);
        }
        boolean keepRules = last > 0 || !periods.isEmpty() || within != null;
        if (olderThan == null) {
            return keepRules
                    ? new Verdict(backup.id(), false, List.of("kept by no rule"))
                    : new Verdict(backup.id(), true, List.of("there is no rule"));
        }
        String bound = "older than " + Amounts.duration(olderThan);
        return isAtMost(olderThan, backup, now)
                ? new Verdict(backup.id(), true, List.of("not " + bound))
                : new Verdict(backup.id(), false, List.of(keepRules ? bound + " and kept by no rule" : bound));
    }

    private static boolean isAtMost(Duration age, RetentionCandidate backup, Instant now) {
        return Duration.between(backup.startedAt(), now).compareTo(age) <= 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetentionRules that
                && last == that.last
                && periods.equals(that.periods)
                && Objects.equals(within, that.within)
                && Objects.equals(olderThan, that.olderThan)
                && zone.equals(that.zone)
                && floor.equals(that.floor);
    }

    @Override
    public int hashCode() {
        return Objects.hash(last, periods, within, olderThan, zone, floor);
    }

    /** {@return the rules as one would write them in the configuration} */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (last > 0) {
            parts.add("last: " + last);
        }
        periods.forEach((period, count) -> parts.add(period.word() + ": " + count));
        if (within != null) {
            parts.add("within: " + within);
        }
        if (olderThan != null) {
            parts.add("older-than: " + olderThan);
        }
        if (!zone.equals(ZoneOffset.UTC)) {
            parts.add("zone: " + zone);
        }
        parts.add("at-least: " + floor.atLeast());
        if (floor.minFree() > 0) {
            parts.add("min-free: " + floor.minFree());
        }
        return "{" + String.join(", ", parts) + "}";
    }
}
