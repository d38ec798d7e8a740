package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.LifecycleHook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks hooks whether they could act now; each within the time that it has for an act. */
final class HookChecks {

    private static final Logger LOG = LoggerFactory.getLogger(HookChecks.class);

    private final RunScope scope;
    private final HookPhase phase;

    /**
     * Makes the worker.
     *
     * @param scope the operation
     * @param phase what hooks see as the phase
     */
    HookChecks(RunScope scope, HookPhase phase) {
        this.scope = scope;
        this.phase = phase;
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
        try (LifecycleHook hook = use.hook().open()) {
            AtomicReference<List<Problem>> found = new AtomicReference<>(List.of());
            new HookThread(scope.environment().hookThreads(), () -> found.set(hook.check(context)))
                    .perform(use.timeout(), scope.cancellation(), () -> HookUndo.late(name, "answer", use.timeout()));
            problems.addAll(found.get());
        } catch (Exception e) {
            BackupException failure = Failures.of(e, Family.HOOK, "hook " + name, scope.cancellation());
            problems.add(Problem.of(Severity.ERROR, failure.failure()));
        }
        problems.addAll(context.problems());
        return use.mandatory()
                ? problems
                : problems.stream().map(HookChecks::atMostWarning).toList();
    }

    private static Problem atMostWarning(Problem problem) {
        return problem.severity() == Severity.ERROR
                ? new Problem(Severity.WARNING, problem.code(), problem.message(), problem.hint(), problem.context())
                : problem;
    }

    /**
     * Asks all that would be entered.
     *
     * @param uses the hooks of a job
     * @throws HookException if one of them could not act
     */
    void require(List<HookUse> uses) {
        for (HookUse use : uses) {
            if (!use.during().contains(phase)) {
                continue;
            }
            scope.cancellation().check();
            for (Problem problem : problems(use)) {
                if (problem.severity() == Severity.ERROR) {
                    scope.cancellation().check();
                    throw new HookException(new Failure(
                            problem.code(), problem.message(), problem.hint(), problem.context(), RetryStatus.LATER));
                }
                LOG.info("hook {}: {}", use.hook().name(), problem.message());
            }
        }
    }
}
