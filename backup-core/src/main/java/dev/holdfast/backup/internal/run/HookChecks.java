package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HoldsServices;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.NeededService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks hooks whether they could act now, and whether they would hold still what a target of the same run needs; each within the time that it has for
 * an act.
 */
public final class HookChecks {

    private static final Logger LOG = LoggerFactory.getLogger(HookChecks.class);

    private final RunScope scope;
    private final HookPhase phase;
    private final List<Need> needs;

    /**
     * Makes the worker.
     *
     * @param scope the operation
     * @param phase what hooks see as the phase
     * @param needs what the operation's targets need in that phase
     */
    public HookChecks(RunScope scope, HookPhase phase, List<Need> needs) {
        this.scope = scope;
        this.phase = phase;
        this.needs = List.copyOf(needs);
    }

    /**
     * Asks one.
     *
     * @param use the hook
     * @return what stands against it; errors are warnings where the run does without the hook
     */
    List<Problem> problems(HookUse use) {
        String name = use.hook().name();
        ParticipantContext context = new ParticipantContext(
                scope, "hook " + name, phase, Deadline.after(use.timeout()), scope.cancellation());
        List<Problem> problems = new ArrayList<>();
        List<Problem> clashes = List.of();
        try (LifecycleHook hook = use.hook().open()) {
            AtomicReference<List<Problem>> found = new AtomicReference<>(List.of());
            AtomicReference<List<Problem>> clashing = new AtomicReference<>(List.of());
            new HookThread(scope.environment().hookThreads(), () -> {
                        found.set(hook.check(context));
                        clashing.set(clashes(use, hook, context));
                    })
                    .perform(use.timeout(), scope.cancellation(), () -> HookUndo.late(name, "answer", use.timeout()));
            problems.addAll(found.get());
            clashes = clashing.get();
        } catch (Exception e) {
            BackupException failure = Failures.of(e, Family.HOOK, "hook " + name, scope.cancellation());
            problems.add(Problem.of(Severity.ERROR, failure.failure()));
        }
        problems.addAll(context.problems());
        List<Problem> all = new ArrayList<>(
                use.mandatory()
                        ? problems
                        : problems.stream().map(HookChecks::atMostWarning).toList());
        // That the run does without a hook that fails is no way out of one that would work.
        all.addAll(clashes);
        return all;
    }

    private List<Problem> clashes(HookUse use, LifecycleHook hook, ParticipantContext context) throws Exception {
        if (needs.isEmpty() || !use.during().contains(phase)) {
            return List.of();
        }
        HoldsServices ability = hook.ability(HoldsServices.class).orElse(null);
        if (ability == null) {
            return List.of();
        }
        Map<NeededService, String> held =
                ability.held(needs.stream().map(Need::service).distinct().toList(), context);
        List<Problem> clashes = new ArrayList<>();
        for (Need need : needs) {
            String resource = held.get(need.service());
            if (resource != null) {
                clashes.add(Problem.of(Severity.ERROR, clash(use.hook().name(), resource, need)));
            }
        }
        return clashes;
    }

    private Failure clash(String hook, String resource, Need need) {
        return Failure.of(
                        "HF-HOK-008",
                        "hook " + hook + " would hold " + resource + " still, which target " + need.target()
                                + " needs during its " + phase.name().toLowerCase(Locale.ROOT) + " (" + need.service()
                                + ")")
                .hint("Leave " + resource
                        + " out of the hook: a database holds a moment still by itself while it runs.")
                .with("target", need.target())
                .with("resource", resource)
                .with("service", need.service());
    }

    private static Problem atMostWarning(Problem problem) {
        return problem.severity() == Severity.ERROR ? Problem.of(Severity.WARNING, problem.failure()) : problem;
    }

    /**
     * Asks all that would be entered.
     *
     * @param uses the hooks of a job
     * @throws HookException if one of them could not act
     */
    public void require(List<HookUse> uses) {
        for (HookUse use : uses) {
            if (!use.during().contains(phase)) {
                continue;
            }
            scope.cancellation().check();
            for (Problem problem : problems(use)) {
                if (problem.severity() == Severity.ERROR) {
                    scope.cancellation().check();
                    throw new HookException(problem.failure());
                }
                LOG.info("hook {}: {}", use.hook().name(), problem.message());
            }
        }
    }
}
