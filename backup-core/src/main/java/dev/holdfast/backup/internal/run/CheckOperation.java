package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.engine.BrokenProvider;
import dev.holdfast.backup.engine.CheckReport;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.internal.text.Amounts;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetGroup;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks whether backups could work now: encodings, stores, targets, hooks. Changes nothing. */
public final class CheckOperation {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final Environment environment;
    private final String id;

    /**
     * Makes the operation.
     *
     * @param environment what the host gave
     * @param id the operation's id
     */
    public CheckOperation(Environment environment, String id) {
        this.environment = environment;
        this.id = id;
    }

    /**
     * Looks.
     *
     * @param names of jobs or targets; empty for all
     * @return a finding per job, store, target and hook
     */
    public CheckReport check(List<String> names) {
        Map<String, TargetDefinition> targets = new LinkedHashMap<>();
        Set<String> stores = new LinkedHashSet<>();
        Set<Job> jobs = new LinkedHashSet<>();
        for (Job job : chosen(names)) {
            jobs.add(job);
            stores.addAll(
                    job.stores().isEmpty() ? environment.stores().definitions().keySet() : job.stores());
            for (TargetDefinition target : job.targets()) {
                String name = target.id().name();
                if (names.isEmpty()
                        || names.contains(job.name())
                        || names.stream().anyMatch(target::covers)) {
                    targets.put(name, target);
                }
            }
        }
        List<CheckReport.Finding> findings = new ArrayList<>();
        for (BrokenProvider broken : environment.providers().broken()) {
            findings.add(new CheckReport.Finding("providers", List.of(Problem.of(Severity.WARNING, broken.failure()))));
        }
        try (RunScope scope = new RunScope(environment, id, null, new CancellationSource(), TIMEOUT)) {
            jobs.forEach(job -> findings.add(encodings(scope, job)));
            stores.forEach(store -> findings.add(store(store)));
            Map<String, List<Need>> needs = new LinkedHashMap<>();
            targets.forEach((name, target) -> findings.addAll(
                    target(scope, target, rests(jobs, target), needs.computeIfAbsent(name, any -> new ArrayList<>()))));
            jobs.forEach(job -> findings.addAll(hooks(scope, job, needs)));
        }
        return new CheckReport(findings);
    }

    private List<Job> chosen(List<String> names) {
        if (names.isEmpty()) {
            return List.copyOf(environment.jobs().values());
        }
        List<Job> chosen = new ArrayList<>();
        for (String name : names) {
            List<Job> found = environment.jobs().containsKey(name)
                    ? List.of(environment.jobs().get(name))
                    : new Participants(environment).jobsOf(name);
            if (found.isEmpty()) {
                throw new ConfigurationException(Failure.of("HF-RUN-056", "there is no job or target \"" + name + "\"")
                        .hint("The jobs are: "
                                + String.join(", ", environment.jobs().keySet()) + "."));
            }
            chosen.addAll(found);
        }
        return chosen;
    }

    private static CheckReport.Finding encodings(RunScope scope, Job job) {
        try {
            Encodings.of(scope, job);
            // A target that writes no archive does without; one that does would fail.
            List<Problem> missing =
                    Encodings.missingFormat(scope, job).map(why -> Problem.of(Severity.INFO, why.failure())).stream()
                            .toList();
            return new CheckReport.Finding("job " + job.name(), missing);
        } catch (BackupException e) {
            return new CheckReport.Finding("job " + job.name(), List.of(Problem.of(Severity.ERROR, e.failure())));
        }
    }

    /** Hooks of a phase that does not come before a run are asked as well: a restore is no time to learn that they fail. */
    private static List<CheckReport.Finding> hooks(RunScope scope, Job job, Map<String, List<Need>> needs) {
        List<Need> ofTargets = job.targets().stream()
                .flatMap(target -> needs.getOrDefault(target.id().name(), List.of()).stream())
                .toList();
        HookChecks checks = new HookChecks(scope, HookPhase.CAPTURE, ofTargets);
        return job.hooks().stream()
                .map(use -> new CheckReport.Finding(
                        "hook " + job.name() + "/" + use.hook().name(), checks.problems(use)))
                .toList();
    }

    private CheckReport.Finding store(String name) {
        List<Problem> problems = new ArrayList<>();
        try (OpenStores open = new OpenStores()) {
            NamedStore store = environment.stores().open(name);
            open.add(store);
            Optional<FreeSpace> space = store.store().ability(FreeSpace.class);
            if (space.isPresent()) {
                problems.add(new Problem(
                        Severity.INFO, "HF-RUN-057", Amounts.bytes(space.get().freeBytes()) + " are free", ""));
            }
        } catch (IOException | RuntimeException e) {
            BackupException failure = Failures.of(e, Family.STORE, "store " + name, new CancellationSource());
            problems.add(Problem.of(Severity.ERROR, failure.failure()));
        }
        return new CheckReport.Finding("store " + name, problems);
    }

    /** Whether hooks hold services still for a target, whichever of the jobs takes it. */
    private static boolean rests(Set<Job> jobs, TargetDefinition target) {
        return jobs.stream()
                .filter(job -> job.targets().contains(target))
                .allMatch(
                        job -> job.hooks().stream().anyMatch(use -> use.during().contains(HookPhase.CAPTURE)));
    }

    /** A group is looked at first, and then each of its members; what they need is added to a list. */
    private static List<CheckReport.Finding> target(
            RunScope scope, TargetDefinition definition, boolean rests, List<Need> needs) {
        ParticipantContext context =
                new ParticipantContext(scope, definition.id().name(), HookPhase.CAPTURE);
        if (rests) {
            context.expectRest();
        }
        List<Problem> problems = new ArrayList<>();
        List<TargetDefinition> members = new ArrayList<>();
        try (BackupTarget target = definition.open()) {
            problems.addAll(target.check(context));
            needs.addAll(Need.of(target, context));
            TargetGroup group = target.ability(TargetGroup.class).orElse(null);
            if (group != null) {
                members.addAll(group.members(context));
            }
        } catch (Exception e) {
            BackupException failure =
                    Failures.of(e, Family.TARGET, definition.id().toString(), scope.cancellation());
            problems.add(Problem.of(Severity.ERROR, failure.failure()));
        }
        problems.addAll(context.problems());
        List<CheckReport.Finding> findings = new ArrayList<>();
        findings.add(new CheckReport.Finding(definition.id().toString(), problems));
        members.forEach(member -> findings.addAll(target(scope, member, rests, needs)));
        return findings;
    }
}
