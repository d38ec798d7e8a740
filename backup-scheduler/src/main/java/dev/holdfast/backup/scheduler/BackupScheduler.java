package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.scheduler.internal.engine.Composition;
import dev.holdfast.backup.scheduler.internal.engine.Compositions;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs jobs when they are due, once for each due instant whatever restarts and clocks do, and keeps their schedules. Thread-safe.
 *
 * <pre>{@code
 * SchedulerDatabase database = SchedulerDatabase.sqlite(state).build();
 * Backups backups = Backups.builder()
 *         .state(state)
 *         .history(database.history())
 *         .store("local", DirectoryStore.at(Path.of("/var/backups/shop")))
 *         .job(Job.named("nightly").protect(uploads).section(Schedule.daily("02:15").in("Europe/Berlin")))
 *         .build();
 * BackupScheduler scheduler = BackupScheduler.on(database, backups).build();
 * scheduler.start();
 * }</pre>
 *
 * <p>Schedules come from two places: jobs have them as a {@linkplain dev.holdfast.backup.engine.Job#section section}, and programs make them at
 * run time with {@link #add}. Both are kept in the database, marked by where they come from; for a job that has both, its own counts. Methods that
 * look at or change schedules work without a start too, beside a scheduler that runs in another process.
 *
 * <p>Every method that needs the database throws {@link ConfigurationException} {@code HF-HIS-001} if that does not answer.
 */
public final class BackupScheduler implements AutoCloseable {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(30);

    private final SchedulerDatabase database;
    private final SchedulerLoop loop;

    private BackupScheduler(Builder builder) {
        this.database = builder.database;
        this.loop = new SchedulerLoop(
                builder.database,
                new Compositions(new Composition(builder.backups, builder.maintenance)),
                builder.listener,
                builder.threads,
                builder.interval);
    }

    /**
     * Begins with what it needs.
     *
     * @param database where schedules are kept; stays the host's, to be closed behind the scheduler
     * @param backups runs the jobs; stays the host's, to be closed behind the scheduler
     * @return a builder
     */
    public static Builder on(SchedulerDatabase database, Backups backups) {
        return new Builder(database, backups);
    }

    /**
     * Starts to run what is due. If the database does not answer, it goes on trying and begins when that is back. Of no effect if it runs.
     *
     * @throws ConfigurationException {@code HF-HIS-002}, {@code HF-HIS-003}, {@code HF-HIS-005}, {@code HF-HIS-006} or {@code HF-HIS-007} if the
     *     database cannot be used at all
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public void start() throws InterruptedException {
        loop.start();
    }

    /**
     * Begins nothing any more and waits for what runs; then cancels it, which leaves nothing behind: what was cancelled is made at the next start.
     *
     * @param grace how long to wait before anything is cancelled
     * @return how many runs were cancelled
     */
    public int stop(Duration grace) {
        return loop.stop(grace);
    }

    /**
     * Ends the grace of a {@link #stop} that waits on another thread, or is called later: what runs is cancelled then. Returns at once.
     */
    public void hurry() {
        loop.hurry();
    }

    /** {@return how many runs go on here because they were due; asks no database} */
    public int runs() {
        return loop.runs();
    }

    /** Stops, with a grace of half a minute. Idempotent. */
    @Override
    public void close() {
        stop(CLOSE_GRACE);
    }

    /**
     * Gives a job a schedule.
     *
     * @param job the job's name
     * @param schedule the schedule
     * @param by who wants it, for the record
     * @return how it stands, with the next five runs and warnings
     * @throws dev.holdfast.backup.RefusedException {@code HF-SCH-010} if it has one
     * @throws ConfigurationException {@code HF-RUN-054} if there is no such job
     */
    public ScheduleStatus add(String job, Schedule schedule, String by) {
        ScheduleStatus status = loop.book().add(job, schedule, by);
        loop.wake();
        return status;
    }

    /**
     * Changes the schedule of a job that was made at run time. What the old one missed is not made up for.
     *
     * @param job the job's name
     * @param schedule the new schedule
     * @param by who wants it, for the record
     * @return how it stands
     * @throws dev.holdfast.backup.RefusedException {@code HF-SCH-011} if it is the configuration's
     * @throws ConfigurationException {@code HF-SCH-014} if the job has none, {@code HF-RUN-054} if there is no such job
     */
    public ScheduleStatus update(String job, Schedule schedule, String by) {
        ScheduleStatus status = loop.book().update(job, schedule, by);
        loop.wake();
        return status;
    }

    /**
     * Takes the schedule that was made at run time away from a job. A run that goes on comes to its end.
     *
     * @param job the job's name
     * @throws dev.holdfast.backup.RefusedException {@code HF-SCH-011} if it is the configuration's
     * @throws ConfigurationException {@code HF-SCH-014} if the job has none
     */
    public void remove(String job) {
        loop.book().remove(job);
        loop.wake();
    }

    /**
     * Lets a schedule rest. A run that goes on comes to its end.
     *
     * @param name the job's name, or the maintenance: {@code verify}
     * @param by who wants it, for the record
     * @return how it stands
     * @throws ConfigurationException {@code HF-SCH-014} if there is no such schedule
     */
    public ScheduleStatus pause(String name, String by) {
        return paused(name, true, by);
    }

    /**
     * Lets a schedule go on. What was due meanwhile is not made up for.
     *
     * @param name the job's name, or the maintenance
     * @param by who wants it, for the record
     * @return how it stands
     * @throws ConfigurationException {@code HF-SCH-014} if there is no such schedule
     */
    public ScheduleStatus resume(String name, String by) {
        return paused(name, false, by);
    }

    private ScheduleStatus paused(String name, boolean paused, String by) {
        ScheduleStatus status = loop.book().pause(name, paused, by);
        loop.wake();
        return status;
    }

    /**
     * Lets everything rest, on all nodes.
     *
     * @param by who wants it, for the record
     */
    public void pauseAll(String by) {
        loop.book().pauseAll(true, by);
        loop.wake();
    }

    /**
     * Lets everything go on that was not paused by itself. What was due meanwhile is not made up for.
     *
     * @param by who wants it, for the record
     */
    public void resumeAll(String by) {
        loop.book().pauseAll(false, by);
        loop.wake();
    }

    /**
     * Lists schedules, also those that the configuration gives and that the database does not have yet; the node of these is empty.
     *
     * @return all schedules: of jobs, by name, then of maintenance
     */
    public List<ScheduleStatus> list() {
        return loop.book().list();
    }

    /**
     * Finds a schedule.
     *
     * @param name the job's name, or the maintenance
     * @return how it stands, or empty if there is none
     */
    public Optional<ScheduleStatus> find(String name) {
        return loop.book().find(name);
    }

    /** {@return how the scheduler stands; a database that does not answer is told in it and not thrown} */
    public SchedulerStatus status() {
        SchedulerStatus.State state = loop.state();
        int runs = loop.runs();
        try {
            Presence presence = database.presence();
            ScheduleBook book = loop.book();
            List<SchedulerStatus.Node> nodes = presence.owners().living().stream()
                    .map(owner ->
                            new SchedulerStatus.Node(owner.node(), owner.role(), owner.startedAt(), owner.version()))
                    .toList();
            return new SchedulerStatus(
                    state,
                    book.pausedBy(),
                    runs,
                    presence.database().place(),
                    presence.database().node(),
                    nodes,
                    book.differences());
        } catch (BackupException e) {
            List<Problem> problems = new ArrayList<>(List.of(Problem.of(Severity.ERROR, e.failure())));
            return new SchedulerStatus(state, null, runs, "", "", List.of(), problems);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SchedulerStatus(state, null, runs, "", "", List.of(), List.of());
        }
    }

    /**
     * Goes on with another configuration. What runs comes to its end by the old one, whose backups are closed by the scheduler then. If the
     * database does not answer, the new schedules count from when it is back.
     *
     * @param backups runs the jobs from now on; the old ones are not the host's any more
     * @param maintenance what is done beside jobs
     */
    public void reconfigure(Backups backups, Maintenance maintenance) {
        loop.reconfigure(new Composition(backups, maintenance));
    }

    /** Settles how a scheduler works. For one thread. */
    public static final class Builder {

        private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);

        private final SchedulerDatabase database;
        private final Backups backups;
        private Maintenance maintenance = Maintenance.NONE;
        private BackupListener listener = event -> {};
        private int threads = SchedulerSettings.DEFAULT.threads();
        private Duration interval = DEFAULT_INTERVAL;

        private Builder(SchedulerDatabase database, Backups backups) {
            this.database = Objects.requireNonNull(database, "database");
            this.backups = Objects.requireNonNull(backups, "backups");
        }

        /**
         * Sets what is done beside jobs.
         *
         * @param tasks the maintenance; none by default
         * @return this
         */
        public Builder maintenance(Maintenance tasks) {
            this.maintenance = Objects.requireNonNull(tasks, "tasks");
            return this;
        }

        /**
         * Sets who is told of runs that were due and are not made; of those that are made the listeners of the backups are told.
         *
         * @param newListener the listener
         * @return this
         */
        public Builder listener(BackupListener newListener) {
            this.listener = Objects.requireNonNull(newListener, "newListener");
            return this;
        }

        /**
         * Sets how many runs there are at once on this node.
         *
         * @param count how many, 1 to 64; 2 by default
         * @return this
         */
        public Builder threads(int count) {
            if (count < 1 || count > 64) {
                throw new IllegalArgumentException(count + " threads are not within 1 and 64");
            }
            this.threads = count;
            return this;
        }

        /** Sets how often to look for what is due; for tests. */
        Builder interval(Duration time) {
            this.interval = time;
            return this;
        }

        /**
         * Makes it; starts nothing yet.
         *
         * @return the scheduler, closed by the caller before the backups and the database
         */
        public BackupScheduler build() {
            return new BackupScheduler(this);
        }
    }
}
