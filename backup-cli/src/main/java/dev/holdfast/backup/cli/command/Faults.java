package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.StalePlanException;
import dev.holdfast.backup.scheduler.MaintenanceTask;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What is wrong with arguments. */
final class Faults {

    private static final int SHOWN = 10;
    private static final Set<String> MAINTENANCE = Set.of(
            MaintenanceTask.Verify.WORD,
            MaintenanceTask.Expire.WORD,
            MaintenanceTask.Sweep.WORD,
            MaintenanceTask.Recover.WORD);

    private Faults() {}

    /** Lists some of what there is: a hint of a thousand names helps nobody. */
    static String some(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(SHOWN).toList());
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }

    private static String there(Collection<String> known) {
        return known.isEmpty() ? "There are none." : "There are " + some(known) + ".";
    }

    static ConfigurationException usage(String message, String hint) {
        return new ConfigurationException(Failure.of("HF-CMD-001", message).hint(hint));
    }

    static ConfigurationException chooseJob(List<String> jobs) {
        return new ConfigurationException(
                Failure.of("HF-CMD-002", "no job is named, and there are " + jobs.size() + ": " + some(jobs))
                        .hint("Name one or more of them, or use --all.")
                        .with("jobs", String.join(", ", jobs)));
    }

    static ConfigurationException noJobs() {
        return new ConfigurationException(Failure.of("HF-CMD-003", "the configuration has no target to back up")
                .hint("Add one under targets; \"holdfast types\" shows the types there are."));
    }

    static ConfigurationException unknownJobOrTarget(String name, Collection<String> known) {
        return new ConfigurationException(Failure.of("HF-CMD-004", "no job and no target is called \"" + name + "\"")
                .hint(Suggestions.meant(name, known) + there(known))
                .with("name", name));
    }

    static ConfigurationException unknownJob(String name, Collection<String> known) {
        return new ConfigurationException(Failure.of("HF-CMD-004", "no job is called \"" + name + "\"")
                .hint(Suggestions.meant(name, known) + there(known))
                .with("name", name));
    }

    static ConfigurationException noSchedule(String job) {
        return new ConfigurationException(Failure.of("HF-SCH-014", "the job " + job + " has no schedule")
                .hint(
                        "Give it one by \"schedule add\", or in the configuration: schedule: { daily: \"02:15\", zone: Europe/Berlin }.")
                .with("job", job));
    }

    static ConfigurationException unknownSchedule(String name, Collection<String> known) {
        boolean maintenance = MAINTENANCE.contains(NamedSchedule.plain(name));
        return new ConfigurationException(Failure.of(
                        "HF-SCH-014",
                        maintenance
                                ? NamedSchedule.plain(name) + " has no schedule"
                                : "there is no job and no schedule \"" + name + "\"")
                .hint(
                        maintenance
                                ? "Give it one in the configuration: maintenance: { " + NamedSchedule.plain(name)
                                        + ": { daily: \"04:30\" } }."
                                : Suggestions.meant(name, known) + there(known))
                .with("name", name));
    }

    static ConfigurationException noRun(String run) {
        return new ConfigurationException(Failure.of("HF-HIS-008", "the history has no run " + run)
                .hint("\"holdfast history\" lists the runs there are; give the whole id of one.")
                .with("run", run));
    }

    static RefusedException scheduleInFile(String job) {
        return new RefusedException(Failure.of("HF-SCH-011", "the schedule of " + job + " is the configuration file's")
                .hint("Change it there; pausing it works from here too.")
                .with("job", job));
    }

    static ConfigurationException targetOfSeveralJobs(String target, List<String> jobs) {
        return new ConfigurationException(Failure.of(
                        "HF-CMD-005", "the target " + target + " belongs to several jobs: " + String.join(", ", jobs))
                .hint("Name the job: holdfast create " + jobs.get(0) + " --target " + target + ".")
                .with("target", target)
                .with("jobs", String.join(", ", jobs)));
    }

    static ConfigurationException notATargetOf(String target, String job, List<String> known) {
        return new ConfigurationException(
                Failure.of("HF-CMD-006", "the job " + job + " has no target \"" + target + "\"")
                        .hint(Suggestions.meant(target, known) + "It has " + String.join(", ", known) + ".")
                        .with("job", job)
                        .with("target", target));
    }

    static Failure consentMissing(String what) {
        return Failure.of("HF-CMD-007", what + " needs your consent, and there is no terminal to ask on")
                .hint("Read the plan above, then add --yes.");
    }

    static RefusedException declined(String what) {
        return new RefusedException(
                Failure.of("HF-CMD-008", what + " was declined").hint("Nothing was changed."));
    }

    static StalePlanException otherPlan(String wanted, String now) {
        return new StalePlanException(Failure.of("HF-CMD-009", "the plan is not " + wanted + " any more, it is " + now)
                .hint("Look at it again with --preview, then give --plan " + now + ".")
                .with("wanted", wanted)
                .with("plan", now));
    }

    static RefusedException fileExists(String file) {
        return new RefusedException(Failure.of("HF-CMD-010", "there is a file " + file + " already")
                .hint("Use --force to write over it, or -c to name another one.")
                .with("file", file));
    }

    static ConfigurationException noHttp() {
        return new ConfigurationException(Failure.of("HF-CMD-015", "this version serves no HTTP")
                .hint("Add --no-http: schedules are run all the same."));
    }
}
