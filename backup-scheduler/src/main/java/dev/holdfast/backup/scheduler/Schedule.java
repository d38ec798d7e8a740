package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.scheduler.internal.text.TimeWords;
import dev.holdfast.backup.scheduler.internal.time.Instants;
import dev.holdfast.backup.scheduler.internal.time.Windows;
import dev.holdfast.backup.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * When a job is due, and what becomes of runs that cannot be made then.
 *
 * <p>A run is known by the instant it was <em>due</em>: neither jitter nor a retry, nor being made up for later, changes that instant. A schedule is
 * a value: it reads no clock, and gives the same instants on every machine.
 *
 * <pre>{@code
 * Schedule nightly = Schedule.daily("02:15").in("Europe/Berlin").jitter(Duration.ofMinutes(5));
 * }</pre>
 *
 * @param recurrence how it comes back
 * @param zone the zone whose clock counts
 * @param jitter by how much a run may begin later than it is due, so that many do not begin at once
 * @param catchUp what becomes of runs that were due while nobody was there
 * @param maxAge how long ago a run may have been due to be made up for
 * @param overlap what becomes of a run that is due while the one before goes on
 * @param blackout times of the week in which nothing is due and nothing begins
 * @param enabled whether it counts at all
 */
public record Schedule(
        Recurrence recurrence,
        ZoneId zone,
        Duration jitter,
        CatchUp catchUp,
        Duration maxAge,
        Overlap overlap,
        List<BlackoutWindow> blackout,
        boolean enabled) {

    private static final Duration LONGEST_JITTER = Duration.ofHours(12);
    private static final Duration LONGEST_AGE = Duration.ofDays(366);
    private static final Duration DEFAULT_AGE = Duration.ofHours(24);
    /** Beyond this no schedule is asked; what a calendar can count is more than a clock will show. */
    private static final Instant END_OF_TIME = Instant.parse("9900-01-01T00:00:00Z");

    /**
     * Validates what goes together.
     *
     * @param recurrence how it comes back
     * @param zone the zone whose clock counts
     * @param jitter by how much a run may begin later than it is due; at most 12 hours, and less than the time between two runs of {@link
     *     Recurrence.Every}
     * @param catchUp what becomes of runs that were due while nobody was there
     * @param maxAge how long ago a run may have been due to be made up for; more than nothing, at most 366 days
     * @param overlap what becomes of a run that is due while the one before goes on
     * @param blackout times of the week in which nothing is due and nothing begins
     * @param enabled whether it counts at all
     * @throws ConfigurationException {@code HF-SCH-007} if jitter or age are out of bounds
     */
    public Schedule {
        Objects.requireNonNull(recurrence, "recurrence");
        // However UTC is written, schedules in it are equal.
        zone = zone.normalized();
        Objects.requireNonNull(catchUp, "catchUp");
        Objects.requireNonNull(overlap, "overlap");
        blackout = List.copyOf(blackout);
        if (jitter.isNegative() || jitter.compareTo(LONGEST_JITTER) > 0) {
            throw ScheduleFault.of(
                    "HF-SCH-007",
                    "jitter",
                    "a jitter of " + Settings.durationText(jitter) + " is out of bounds",
                    "Write 0s to 12h.");
        }
        if (recurrence instanceof Recurrence.Every every && jitter.compareTo(every.length()) >= 0) {
            throw ScheduleFault.of(
                    "HF-SCH-007",
                    "jitter",
                    "a jitter of " + Settings.durationText(jitter) + " is not shorter than every "
                            + Settings.durationText(every.length()),
                    "Write less than the time between two runs.");
        }
        if (maxAge.isNegative() || maxAge.isZero() || maxAge.compareTo(LONGEST_AGE) > 0) {
            throw ScheduleFault.of(
                    "HF-SCH-007",
                    "max-age",
                    "a max-age of " + Settings.durationText(maxAge) + " is out of bounds",
                    "Write up to 366d; for nothing at all write catch-up: skip.");
        }
    }

    /**
     * Makes a schedule in UTC: no jitter, one run makes up for missed ones of the last 24 hours, overlap is refused.
     *
     * @param recurrence how it comes back
     * @return the schedule
     */
    public static Schedule of(Recurrence recurrence) {
        return new Schedule(
                recurrence, ZoneOffset.UTC, Duration.ZERO, CatchUp.ONCE, DEFAULT_AGE, Overlap.REFUSE, List.of(), true);
    }

    /**
     * Makes a schedule for each day.
     *
     * @param times when: {@code 02:15}
     * @return the schedule, as {@link #of} makes it
     * @throws ConfigurationException {@code HF-SCH-003} if a text is no time
     */
    public static Schedule daily(String... times) {
        return of(new Recurrence.Daily(times("daily", Arrays.asList(times))));
    }

    /**
     * Makes a schedule for one day of each week.
     *
     * @param day the day; for several use {@link Recurrence.Weekly}
     * @param time when: {@code 02:15}
     * @return the schedule, as {@link #of} makes it
     * @throws ConfigurationException {@code HF-SCH-003} if the text is no time
     */
    public static Schedule weekly(DayOfWeek day, String time) {
        return of(new Recurrence.Weekly(List.of(day), times("weekly", List.of(time))));
    }

    /**
     * Makes a schedule for one day of each month.
     *
     * @param day the day, 1 to 31; one that a month does not have is its last. For several use {@link Recurrence.Monthly}
     * @param time when: {@code 02:15}
     * @return the schedule, as {@link #of} makes it
     * @throws ConfigurationException {@code HF-SCH-003} if the text is no time, {@code HF-SCH-004} if there is no such day
     */
    public static Schedule monthly(int day, String time) {
        return of(new Recurrence.Monthly(List.of(day), times("monthly", List.of(time))));
    }

    /**
     * Makes a schedule for each time that some length of time has passed.
     *
     * @param length the length of time: whole seconds, from a minute to 366 days
     * @return the schedule, as {@link #of} makes it
     * @throws ConfigurationException {@code HF-SCH-007} if the length is out of bounds
     */
    public static Schedule every(Duration length) {
        return of(new Recurrence.Every(length, null));
    }

    /**
     * Makes a schedule of a cron expression.
     *
     * @param expression minute, hour, day of the month, month and day of the week
     * @return the schedule, as {@link #of} makes it
     * @throws ConfigurationException {@code HF-SCH-002} if it is none
     */
    public static Schedule cron(String expression) {
        return of(new Recurrence.Cron(expression));
    }

    static List<LocalTime> times(String setting, List<String> texts) {
        List<LocalTime> times = new ArrayList<>();
        for (String text : texts) {
            times.add(TimeWords.parse(text)
                    .orElseThrow(() -> ScheduleFault.of(
                            "HF-SCH-003",
                            setting,
                            "\"" + text + "\" is no time of the day",
                            "Write hours and minutes in quotes, such as \"02:15\".")));
        }
        return times;
    }

    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw ScheduleFault.of(
                    "HF-SCH-001",
                    "zone",
                    "unknown time zone \"" + name + "\"",
                    "Name it as the IANA does, such as Europe/Berlin, or write UTC.",
                    e);
        }
    }

    /**
     * Moves the schedule to another clock.
     *
     * @param name the IANA's name of the zone: {@code Europe/Berlin}
     * @return a copy
     * @throws ConfigurationException {@code HF-SCH-001} if there is no such zone
     */
    public Schedule in(String name) {
        return in(zone(name));
    }

    /**
     * Moves the schedule to another clock.
     *
     * @param other the zone
     * @return a copy
     */
    public Schedule in(ZoneId other) {
        return new Schedule(recurrence, other, jitter, catchUp, maxAge, overlap, blackout, enabled);
    }

    /**
     * Lets runs begin later than they are due.
     *
     * @param most by how much at most
     * @return a copy
     */
    public Schedule jitter(Duration most) {
        return new Schedule(recurrence, zone, most, catchUp, maxAge, overlap, blackout, enabled);
    }

    /**
     * Says what becomes of missed runs.
     *
     * @param rule what becomes of them
     * @param age how long ago one may have been due to be made up for
     * @return a copy
     */
    public Schedule catchUp(CatchUp rule, Duration age) {
        return new Schedule(recurrence, zone, jitter, rule, age, overlap, blackout, enabled);
    }

    /**
     * Says what becomes of a run that is due while the one before goes on.
     *
     * @param rule what becomes of it
     * @return a copy
     */
    public Schedule overlap(Overlap rule) {
        return new Schedule(recurrence, zone, jitter, catchUp, maxAge, rule, blackout, enabled);
    }

    /**
     * Adds a time of the week in which nothing is due and nothing begins.
     *
     * @param window the window
     * @return a copy
     */
    public Schedule except(BlackoutWindow window) {
        List<BlackoutWindow> more = new ArrayList<>(blackout);
        more.add(window);
        return new Schedule(recurrence, zone, jitter, catchUp, maxAge, overlap, more, enabled);
    }

    /**
     * Switches the schedule on or off.
     *
     * @param on whether it counts
     * @return a copy
     */
    public Schedule enabled(boolean on) {
        return new Schedule(recurrence, zone, jitter, catchUp, maxAge, overlap, blackout, on);
    }

    /**
     * Tells when a run is due next; of a schedule that is switched off, when it would be.
     *
     * @param from an instant
     * @return the first due instant that is later; empty if there is none in the next forty years
     */
    public Optional<Instant> nextAfter(Instant from) {
        return nextAfter(DueInstants.of(this), from);
    }

    private static Optional<Instant> nextAfter(Instants instants, Instant from) {
        return from.isBefore(END_OF_TIME) ? instants.after(from) : Optional.empty();
    }

    /**
     * Lists when runs are due next; of a schedule that is switched off, when they would be.
     *
     * @param from an instant
     * @param count how many at most
     * @return the due instants later than that, in their order; fewer if there are not as many
     */
    public List<Instant> next(Instant from, int count) {
        Instants instants = DueInstants.of(this);
        List<Instant> next = new ArrayList<>();
        Optional<Instant> found = Optional.of(from);
        while (next.size() < count && found.isPresent()) {
            found = nextAfter(instants, found.get());
            found.ifPresent(next::add);
        }
        return List.copyOf(next);
    }

    /**
     * Looks for what is allowed and yet surely not meant.
     *
     * @param from an instant
     * @return warnings: {@code HF-SCH-008} if nothing is ever due after that
     */
    public List<Problem> warnings(Instant from) {
        if (nextAfter(from).isPresent()) {
            return List.of();
        }
        String hint = blackout.isEmpty()
                ? "Look at the days and months: is there such a date?"
                : "Look at the blackout: does it cover all the times?";
        return List.of(new Problem(Severity.WARNING, "HF-SCH-008", "the schedule never fires", hint));
    }

    /**
     * Tells when a run is to begin: when it is due, later by its part of the jitter, and never in a blackout.
     *
     * @param job the job's name; jobs that are due at once have different parts of the jitter
     * @param due when it is due
     * @return when it begins, the same each time it is asked and on every machine
     */
    public Instant start(String job, Instant due) {
        return freeAt(due.plusMillis(delay(job, due)));
    }

    private long delay(String job, Instant due) {
        if (jitter.isZero()) {
            return 0;
        }
        CRC32 crc = new CRC32();
        crc.update((job + "\n" + due.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % (jitter.toMillis() + 1);
    }

    /**
     * Tells when something that may begin now really may.
     *
     * @param instant an instant
     * @return the instant itself, or the end of the blackout that it lies in
     */
    public Instant freeAt(Instant instant) {
        if (blackout.isEmpty()) {
            return instant;
        }
        Windows windows = DueInstants.windows(this);
        Instant free = instant;
        // Where one window ends another may begin; but no schedule with a run has a week full of them.
        Instant aWeekLater = instant.plus(Duration.ofDays(8));
        Optional<Instant> end = windows.endAt(free);
        while (end.isPresent() && free.isBefore(aWeekLater)) {
            free = end.get();
            end = windows.endAt(free);
        }
        return free;
    }
}
