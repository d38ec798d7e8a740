package dev.holdfast.backup.engine;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.internal.lease.FileLeases;
import dev.holdfast.backup.internal.run.Environment;
import dev.holdfast.backup.internal.run.GuardedHistory;
import dev.holdfast.backup.internal.run.Listeners;
import dev.holdfast.backup.internal.run.ProcessCommands;
import dev.holdfast.backup.internal.run.StateDirectory;
import dev.holdfast.backup.internal.run.Stores;
import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.RunHistory;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.TargetDefinition;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts a host's {@link Backups} together. For one thread.
 *
 * <p>What is not given has a default: the providers on the class or module path, the system's clock in UTC, threads of its own, leases on this
 * host, a history in memory, state in {@code .holdfast} of the working directory.
 */
public final class BackupsBuilder {

    private static final int MAX_PARALLELISM = 4;

    private final Map<String, StoreDefinition> stores = new LinkedHashMap<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final List<TargetDefinition> targets = new ArrayList<>();
    private final List<BackupListener> listeners = new ArrayList<>();
    private final List<Opener> openers = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Path state = Path.of(".holdfast");
    private Clock clock = Clock.systemUTC();
    private RunCause cause = RunCause.HOST;
    private RunHistory history = new InMemoryRunHistory();
    private @Nullable Providers providers;
    private @Nullable Executor executor;
    private @Nullable ScheduledExecutorService watchdog;
    private Function<String, @Nullable String> variables = name -> null;
    private @Nullable LeaseService leases;

    BackupsBuilder() {}

    /**
     * Says where journals, leases, caches and scratch are kept.
     *
     * @param directory the directory, made when needed; one host's processes that share targets share it
     * @return this builder
     */
    public BackupsBuilder state(Path directory) {
        state = Objects.requireNonNull(directory, "directory");
        return this;
    }

    /**
     * Adds a store.
     *
     * @param name the name by which jobs call it
     * @param store how to open it
     * @return this builder
     */
    public BackupsBuilder store(String name, StoreDefinition store) {
        Names.require("store name", name);
        if (stores.put(name, Objects.requireNonNull(store, "store")) != null) {
            faults.add("two stores are named " + name);
        }
        return this;
    }

    /**
     * Adds a target with a job of its own name: to the only store, without hooks, keeping everything.
     *
     * @param target the target
     * @return this builder
     */
    public BackupsBuilder target(TargetDefinition target) {
        targets.add(Objects.requireNonNull(target, "target"));
        return this;
    }

    /**
     * Adds a job.
     *
     * @param job the job
     * @return this builder
     */
    public BackupsBuilder job(Job job) {
        if (jobs.put(job.name(), job) != null) {
            faults.add("two jobs are named " + job.name());
        }
        return this;
    }

    /**
     * Says which providers there are, instead of looking for them.
     *
     * @param known the providers
     * @return this builder
     */
    public BackupsBuilder providers(Providers known) {
        providers = Objects.requireNonNull(known, "known");
        return this;
    }

    /**
     * Gives the clock.
     *
     * @param source the only source of instants
     * @return this builder
     */
    public BackupsBuilder clock(Clock source) {
        clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Gives the executor on which everything runs that is not the caller's thread.
     *
     * @param pool must start every task at once: a pool with a bound can come to a stand where tasks wait for each other
     * @return this builder
     */
    public BackupsBuilder executor(Executor pool) {
        executor = Objects.requireNonNull(pool, "pool");
        return this;
    }

    /** Gives what watches deadlines; for tests that step through time. */
    BackupsBuilder watchdog(ScheduledExecutorService watch) {
        watchdog = watch;
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener is told of every event
     * @return this builder
     */
    public BackupsBuilder listener(BackupListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Says where runs are remembered.
     *
     * @param memory the history
     * @return this builder
     */
    public BackupsBuilder history(RunHistory memory) {
        history = Objects.requireNonNull(memory, "memory");
        return this;
    }

    /**
     * Says why things are done, and for whom, where a request does not say it itself; the application's own wish by default.
     *
     * @param why the cause that the history shows
     * @return this builder
     */
    public BackupsBuilder because(RunCause why) {
        cause = Objects.requireNonNull(why, "why");
        return this;
    }

    /**
     * Gives the environment from which references such as <code>${env:NAME}</code> are read again, when something that was written down with
     * them has to be undone in another process. Without it only references that the configuration of today has too, and
     * <code>${file:path}</code>, can be read.
     *
     * @param environment gives the value of an environment variable, or {@code null} if it is not set; {@code System::getenv} in a command
     * @return this builder
     */
    public BackupsBuilder environment(Function<String, @Nullable String> environment) {
        variables = Objects.requireNonNull(environment, "environment");
        return this;
    }

    /**
     * Says who gives out leases on targets and their backups, which several hosts may share. The services that hooks act on are one host's
     * own, so leases on them always lie in the state directory.
     *
     * @param service the service
     * @return this builder
     */
    public BackupsBuilder leases(LeaseService service) {
        leases = Objects.requireNonNull(service, "service");
        return this;
    }

    /**
     * Adds what opens sealed backups.
     *
     * @param opener the opener
     * @return this builder
     */
    public BackupsBuilder opener(Opener opener) {
        openers.add(Objects.requireNonNull(opener, "opener"));
        return this;
    }

    /**
     * Puts it together.
     *
     * @return the host's backups
     * @throws ConfigurationException {@code HF-RUN-053} that lists all faults together
     */
    public Backups build() {
        Map<String, Job> all = new LinkedHashMap<>(jobs);
        for (TargetDefinition target : targets) {
            boolean named = jobs.values().stream().anyMatch(job -> job.targets().contains(target));
            if (!named) {
                Job implied = Job.named(target.id().name()).protect(target);
                if (all.put(implied.name(), implied) != null) {
                    faults.add("target " + target.id() + " has the name of a job");
                }
            }
        }
        findFaults(all);
        if (!faults.isEmpty()) {
            throw new ConfigurationException(Failure.of("HF-RUN-053", String.join("; ", faults))
                    .hint("Mend what the message names; it names all of it.")
                    .with("faults", faults.size()));
        }
        return assemble(all);
    }

    private void findFaults(Map<String, Job> all) {
        if (stores.isEmpty()) {
            faults.add("there is no store");
        }
        Map<String, String> places = new LinkedHashMap<>();
        stores.forEach((name, store) -> {
            String other = places.put(store.location(), name);
            if (other != null) {
                faults.add("stores " + other + " and " + name + " are both at " + store.location());
            }
        });
        Map<String, TargetDefinition> byName = new LinkedHashMap<>();
        for (Job job : all.values()) {
            if (job.targets().isEmpty()) {
                faults.add("job " + job.name() + " has no target");
            }
            if (job.stores().isEmpty() && stores.size() > 1) {
                faults.add("job " + job.name() + " names no store, and there are several: "
                        + String.join(", ", stores.keySet()));
            }
            for (String store : job.stores()) {
                if (!stores.containsKey(store)) {
                    faults.add("job " + job.name() + " names store " + store + ", which is not there");
                }
            }
            for (TargetDefinition target : job.targets()) {
                TargetDefinition other = byName.putIfAbsent(target.id().name(), target);
                if (other != null && !other.id().equals(target.id())) {
                    faults.add("two targets are named " + target.id().name());
                }
            }
        }
    }

    private Backups assemble(Map<String, Job> all) {
        StateDirectory directory = new StateDirectory(state);
        HostThreads threads = new HostThreads(executor, watchdog);
        LeaseService hostLeases = new FileLeases(directory.leases(), clock);
        ClassLoader loader = Backups.class.getClassLoader();
        return new Backups(
                new Environment(
                        clock,
                        threads.executor(),
                        threads.watchdog(),
                        Math.max(
                                1,
                                Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors())),
                        providers == null ? Providers.discover(loader) : providers,
                        directory,
                        new Stores(stores, directory),
                        all,
                        List.copyOf(openers),
                        leases == null ? hostLeases : leases,
                        hostLeases,
                        new GuardedHistory(history),
                        new Listeners(listeners),
                        new ProcessCommands(threads.toolReaders()),
                        threads.hookThreads(),
                        cause,
                        variables),
                threads);
    }
}
