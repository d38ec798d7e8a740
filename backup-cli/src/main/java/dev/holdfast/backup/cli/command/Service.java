package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.cli.log.LogLevel;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.VerboseLog;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.OperationHandle;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.engine.RecoveryReport;
import dev.holdfast.backup.scheduler.BackupScheduler;
import dev.holdfast.backup.scheduler.Maintenance;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Schedules at work in the foreground, from the start to the signal that ends it. */
final class Service {

    private static final Logger LOG = LoggerFactory.getLogger("dev.holdfast.backup.serve");

    private static final Duration FIRST_LOOK = Duration.ofMillis(200);
    private static final Duration NEXT_LOOK = Duration.ofSeconds(10);

    private enum Wish {
        RELOAD,
        END
    }

    private final CommandContext context;
    private final Duration grace;
    private final Providers providers;
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable OperationHandle<?>> recovering = new AtomicReference<>();

    /** For the thread of the command alone. */
    private HoldfastConfiguration configuration;

    private Backups backups;

    private final Recording recording;

    Service(CommandContext context, Duration grace) {
        this.context = context;
        this.grace = grace;
        this.providers = context.providers();
        this.configuration = ConfigurationReader.read(context, providers);
        this.recording = Recording.of(configuration, context.host(), "serve");
        this.backups = engine(configuration);
    }

    private Backups engine(HoldfastConfiguration of) {
        BackupsBuilder builder = context.engine(of, providers, recording)
                .history(new ServiceLog(recording.database().history(), LOG));
        if (context.options().verbose) {
            builder.listener(new VerboseLog(context.screen()));
        }
        return builder.build();
    }

    /** Runs what is due until somebody asks for the end. */
    void run() throws InterruptedException {
        LogLevel.stamp(context.host().clock());
        LogLevel.show(Level.INFO);
        LOG.info("serving {}, state in {}", context.configurationFile(), configuration.state());
        try (Recording closing = recording) {
            BackupScheduler scheduler = BackupScheduler.on(recording.database(), backups)
                    .maintenance(Maintenance.of(configuration.sections()))
                    .threads(recording.settings().threads())
                    .build();
            try (CancelRequest.Scope scope =
                    context.host().cancel().serving(this::end, scheduler::hurry, () -> wishes.add(Wish.RELOAD))) {
                serve(scheduler);
            } finally {
                scheduler.stop(Duration.ZERO);
                backups.close();
            }
        }
        LOG.info("ended");
    }

    private void end() {
        wishes.add(Wish.END);
        OperationHandle<?> handle = recovering.get();
        if (handle != null) {
            handle.cancel();
        }
    }

    private void serve(BackupScheduler scheduler) throws InterruptedException {
        recover();
        scheduler.start();
        boolean shown = false;
        Duration look = FIRST_LOOK;
        while (true) {
            Wish wish = shown ? wishes.take() : wishes.poll(look.toMillis(), TimeUnit.MILLISECONDS);
            if (wish == Wish.END) {
                break;
            }
            if (wish == Wish.RELOAD) {
                reload(scheduler);
            }
            shown = shown || show(scheduler);
            look = NEXT_LOOK;
        }
        int running = scheduler.runs();
        LOG.info(
                "told to end: {}",
                running == 0
                        ? "nothing runs"
                        : "waits up to " + Human.duration(grace) + " for " + Human.count(running, "run")
                                + ", and no longer if told again");
        int cancelled = scheduler.stop(grace);
        if (cancelled > 0) {
            LOG.warn("{} cancelled; the next start makes up for what is still due", Human.count(cancelled, "run"));
        }
    }

    /** What a process that was killed has left; a store or database that is away keeps nobody from serving. */
    private void recover() throws InterruptedException {
        OperationHandle<RecoveryReport> handle = backups.startRecover();
        recovering.set(handle);
        if (context.host().cancel().isRequested()) {
            handle.cancel();
        }
        try {
            RecoveryReport report = handle.await();
            report.interrupted().forEach(id -> LOG.warn("run {} was interrupted: its process is gone", id));
            if (report.undone() + report.removed() > 0) {
                LOG.info(
                        "recovered: {} undone, {} removed",
                        Human.count(report.undone(), "act"),
                        Human.count(report.removed(), "leftover"));
            }
            report.problems().forEach(problem -> LOG.error("{}", ServiceLog.text(problem)));
        } catch (CancelledException e) {
            LOG.info("the recovery was cut short; the next start goes on");
        } catch (BackupException e) {
            LOG.error("could not recover: {}", ServiceLog.text(e.failure()));
        } finally {
            recovering.set(null);
        }
    }

    /** Tells what is run, once the database answers; until then the scheduler tells what it waits for. */
    private boolean show(BackupScheduler scheduler) {
        List<ScheduleStatus> all;
        try {
            all = scheduler.list();
        } catch (BackupException e) {
            return false;
        }
        LOG.info(all.isEmpty() ? "there are no schedules yet; schedule add makes one" : "schedules:");
        if (!all.isEmpty()) {
            ScheduleText.table(all, context.host().clock().instant())
                    .lines(false, Integer.MAX_VALUE)
                    .forEach(line -> LOG.info("  {}", line));
        }
        all.forEach(one -> one.problems().forEach(problem -> LOG.warn("{}", ServiceLog.text(problem))));
        return true;
    }

    private void reload(BackupScheduler scheduler) {
        LOG.info("told to read {} again", context.configurationFile());
        Backups next = null;
        try {
            HoldfastConfiguration read = ConfigurationReader.read(context, providers);
            if (!read.state().equals(configuration.state())) {
                LOG.error("the state directory cannot change while this runs; the old configuration stays in force");
                return;
            }
            next = engine(read);
            ReloadedSchedules schedules = ReloadedSchedules.before(scheduler::list);
            scheduler.reconfigure(next, Maintenance.of(read.sections()));
            backups = next;
            next = null;
            tell(configuration, read);
            configuration = read;
            schedules.after().forEach(line -> LOG.info("  {}", line));
        } catch (BackupException e) {
            ErrorText.write(context.screen(), e.failure());
            LOG.error("the configuration is not taken; the old one stays in force");
        } finally {
            if (next != null) {
                next.close();
            }
        }
    }

    private static void tell(HoldfastConfiguration before, HoldfastConfiguration after) {
        LOG.info("the configuration is read; what runs goes on by the old one");
        List<String> old = before.jobs().stream().map(Job::name).toList();
        List<String> now = after.jobs().stream().map(Job::name).toList();
        now.stream().filter(name -> !old.contains(name)).forEach(name -> LOG.info("  new job {}", name));
        old.stream().filter(name -> !now.contains(name)).forEach(name -> LOG.info("  job {} is gone", name));
        if (!Recording.settings(before).equals(Recording.settings(after))) {
            LOG.warn("  what changed below scheduler counts after a restart");
        }
    }
}
