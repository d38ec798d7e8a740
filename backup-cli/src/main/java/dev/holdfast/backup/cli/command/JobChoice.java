package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which jobs the arguments of {@code create} mean, and which of their targets. */
final class JobChoice {

    private final Map<String, Job> jobs = new LinkedHashMap<>();

    JobChoice(List<Job> jobs) {
        jobs.forEach(job -> this.jobs.put(job.name(), job));
    }

    /**
     * Chooses.
     *
     * @param names names of jobs and targets; none means the only job
     * @param all whether all jobs are wanted
     * @param targets the targets that the jobs are run for; none means all of them
     * @return a request per job, in the order of the names
     */
    List<RunRequest> choose(List<String> names, boolean all, List<String> targets) {
        if (jobs.isEmpty()) {
            throw Faults.noJobs();
        }
        if (all) {
            if (!names.isEmpty() || !targets.isEmpty()) {
                throw Faults.usage("--all goes with no job and no target", "Use --all alone, or name what to back up.");
            }
            return jobs.keySet().stream().map(RunRequest::of).toList();
        }
        Map<String, Set<String>> chosen = new LinkedHashMap<>();
        if (names.isEmpty()) {
            if (jobs.size() > 1) {
                throw Faults.chooseJob(List.copyOf(jobs.keySet()));
            }
            chosen.put(jobs.keySet().iterator().next(), new LinkedHashSet<>());
        }
        Set<String> whole = new LinkedHashSet<>();
        for (String name : names) {
            if (jobs.containsKey(name)) {
                whole.add(name);
                chosen.computeIfAbsent(name, job -> new LinkedHashSet<>());
            } else {
                chosen.computeIfAbsent(jobOf(name), job -> new LinkedHashSet<>())
                        .add(name);
            }
        }
        List<RunRequest> requests = new ArrayList<>();
        chosen.forEach((name, own) -> {
            // Whoever names a job and one of its targets wants the job.
            Set<String> wanted = new LinkedHashSet<>(whole.contains(name) ? Set.of() : own);
            targets.forEach(target -> wanted.add(targetOf(name, target)));
            RunRequest request = RunRequest.of(name);
            for (String target : wanted) {
                request = request.target(target);
            }
            requests.add(request);
        });
        return requests;
    }

    private String jobOf(String target) {
        boolean own = jobs.values().stream().anyMatch(job -> targetsOf(job).contains(target));
        List<String> owners = jobs.values().stream()
                .filter(job -> own ? targetsOf(job).contains(target) : covers(job, target))
                .map(Job::name)
                .toList();
        if (owners.isEmpty()) {
            throw Faults.unknownJobOrTarget(target, known());
        }
        if (owners.size() > 1) {
            throw Faults.targetOfSeveralJobs(target, owners);
        }
        return owners.get(0);
    }

    private String targetOf(String name, String target) {
        Job job = jobs.get(name);
        if (job == null || !covers(job, target)) {
            throw Faults.notATargetOf(target, name, job == null ? List.of() : targetsOf(job));
        }
        return target;
    }

    /** Members of a group are known to the group alone. */
    private static boolean covers(Job job, String target) {
        return job.targets().stream().anyMatch(one -> one.covers(target));
    }

    private Collection<String> known() {
        Set<String> known = new LinkedHashSet<>(jobs.keySet());
        jobs.values().forEach(job -> known.addAll(targetsOf(job)));
        return known;
    }

    static List<String> targetsOf(Job job) {
        return job.targets().stream().map(target -> target.id().name()).toList();
    }
}
