package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.spi.Opener;
import dev.holdfast.backup.spi.RunHistory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the host gave, and what all operations of one {@link dev.holdfast.backup.engine.Backups} share.
 *
 * @param clock the only source of instants
 * @param executor runs everything that is not the caller's thread
 * @param watchdog watches deadlines and leases; does nothing long
 * @param parallelism how many helpers are worth running at once
 * @param providers the types there are
 * @param state the state directory
 * @param stores the host's stores
 * @param jobs the host's jobs by name, implied ones included
 * @param openers open what was sealed
 * @param leases gives out leases on what all nodes share: targets and backups
 * @param hostLeases gives out leases on what is this host's alone: the services that hooks act on
 * @param history remembers runs
 * @param listeners are told
 * @param commands starts tools
 * @param hookThreads makes a thread for each act of a hook
 * @param cause why operations are carried out, and for whom, where a request does not say
 * @param variables gives the value of an environment variable, or {@code null}; for references to secrets that were written down
 */
public record Environment(
        Clock clock,
        Executor executor,
        ScheduledExecutorService watchdog,
        int parallelism,
        Providers providers,
        StateDirectory state,
        Stores stores,
        Map<String, Job> jobs,
        List<Opener> openers,
        LeaseService leases,
        LeaseService hostLeases,
        RunHistory history,
        Listeners listeners,
        CommandRunner commands,
        ThreadFactory hookThreads,
        RunCause cause,
        Function<String, @Nullable String> variables) {

    /**
     * The same, for somebody else.
     *
     * @param why why operations are carried out, and for whom
     * @return a copy
     */
    public Environment because(RunCause why) {
        return new Environment(
                clock,
                executor,
                watchdog,
                parallelism,
                providers,
                state,
                stores,
                jobs,
                openers,
                leases,
                hostLeases,
                history,
                listeners,
                commands,
                hookThreads,
                why,
                variables);
    }
}
