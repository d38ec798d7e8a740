package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.CheckReport;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.RunRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes backups. */
@Command(
        name = "create",
        header = "Take backups.",
        description = {
            "Runs jobs, or a job for some of its targets. Without an argument it runs the only job. A target's name stands for the job it belongs to, run for this "
                    + "target alone. A job may write to several stores at once; a store that fails drops out and the "
                    + "others go on (exit code 3)."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast create                        # the only job",
            "  holdfast create nightly                # the job nightly",
            "  holdfast create nightly --target uploads",
            "  holdfast create uploads --name before-upgrade --label ticket=4711",
            "  holdfast create --all --json"
        })
public final class CreateCommand extends HoldfastCommand {

    @Parameters(paramLabel = "JOB|TARGET", arity = "0..*", description = "The jobs to run, or targets of one job each.")
    List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Every job, one after the other.")
    boolean all;

    @Option(names = "--target", paramLabel = "T", description = "Only this target of the job. May be given again.")
    List<String> targets = new ArrayList<>();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "A name for the backup instead of the date: its id is then TARGET_NAME.")
    @Nullable String name;

    @Option(names = "--label", paramLabel = "K=V", description = "A label for the backup. May be given again.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Say what would be done and what stands against it; take no backup.")
    boolean dryRun;

    CreateCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Session session = context().openRecorded()) {
            Backups backups = session.backups();
            List<RunRequest> requests = new JobChoice(backups.jobs())
                    .choose(names, all, targets).stream().map(this::complete).toList();
            if (dryRun) {
                return dryRun(session, requests);
            }
            List<RunReport> reports = new ArrayList<>();
            for (RunRequest request : requests) {
                boolean measure = session.expectAsBefore(targetsOf(request, jobs(backups)));
                RunReport report = await(backups.start(measure ? request.withTotals() : request));
                reports.add(report);
                if (!context().json()) {
                    session.quiet();
                    RunText.write(context().screen(), report);
                }
                if (context().host().cancel().isRequested()) {
                    break;
                }
            }
            if (context().json()) {
                document(backups, reports, requests.size() > 1);
            } else {
                RunText.next(context().screen(), reports);
            }
            return reports.stream()
                    .map(report -> ExitCode.of(report.state(), report.failure()))
                    .reduce(ExitCode.DONE, ExitCode::and);
        }
    }

    private RunRequest complete(RunRequest request) {
        RunRequest result = name == null ? request : request.named(name);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            result = result.label(label.getKey(), label.getValue());
        }
        return result;
    }

    /** One run is an object; several are an array of them, so that there is one document. */
    private void document(Backups backups, List<RunReport> reports, boolean several) {
        context().document(json -> {
            if (several) {
                json.array(() -> reports.forEach(report -> Documents.run(json, report, m -> entry(backups, m))));
            } else {
                reports.forEach(report -> Documents.run(json, report, m -> entry(backups, m)));
            }
        });
    }

    private static Optional<CatalogEntry> entry(Backups backups, BackupManifest manifest) {
        return CatalogLookup.find(backups, manifest.id());
    }

    private ExitCode dryRun(Session session, List<RunRequest> requests) {
        Map<String, Job> jobs = jobs(session.backups());
        List<String> wanted = new ArrayList<>();
        for (RunRequest request : requests) {
            wanted.addAll(request.targets().isEmpty() ? List.of(request.job()) : request.targets());
        }
        CheckReport check = session.backups().check(wanted);
        session.quiet();
        if (context().json()) {
            context()
                    .document(json -> json.object(() -> {
                        json.flag("dryRun", true);
                        json.array(
                                "jobs",
                                () -> requests.forEach(request -> json.object(() -> {
                                    json.text("job", request.job());
                                    json.array(
                                            "targets",
                                            () -> targetsOf(request, jobs).forEach(json::item));
                                    json.array(
                                            "stores",
                                            () -> storesOf(request, jobs).forEach(json::item));
                                })));
                        CheckText.members(json, ScheduleCheck.without(check));
                    }));
        } else {
            for (RunRequest request : requests) {
                List<String> stores = storesOf(request, jobs);
                context()
                        .screen()
                        .line("would run " + request.job() + " for "
                                + String.join(", ", targetsOf(request, jobs)) + ", to "
                                + (stores.isEmpty() ? "the only store" : String.join(", ", stores)));
            }
            context().screen().line("");
            CheckText.write(context().screen(), ScheduleCheck.without(check));
        }
        return CheckText.exitCode(check);
    }

    private static Map<String, Job> jobs(Backups backups) {
        Map<String, Job> jobs = new LinkedHashMap<>();
        backups.jobs().forEach(job -> jobs.put(job.name(), job));
        return jobs;
    }

    private static List<String> targetsOf(RunRequest request, Map<String, Job> jobs) {
        Job job = jobs.get(request.job());
        return request.targets().isEmpty() && job != null ? JobChoice.targetsOf(job) : request.targets();
    }

    private static List<String> storesOf(RunRequest request, Map<String, Job> jobs) {
        Job job = jobs.get(request.job());
        return job == null ? List.of() : job.stores();
    }
}
