package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.engine.RestorePlan;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a backup back. */
@Command(
        name = "restore",
        header = "Bring a backup back.",
        description = {
            "Unless told otherwise it restores beside the live one, proves the copy, and swaps the two; the old one is "
                    + "kept until \"holdfast confirm\", and \"holdfast rollback\" brings it back. With --to the live one "
                    + "is not touched.",
            "Without --yes it asks on a terminal, and elsewhere prints the plan and refuses (exit code 10). With --plan "
                    + "it does exactly what a preview showed, or nothing (exit code 8)."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast restore uploads_20261121_021500 --preview",
            "  holdfast restore uploads_20261121_021500 --plan 3f9a… --yes",
            "  holdfast restore uploads_20261121_021500 --to /tmp/look --only '**/*.pdf'"
        })
public final class RestoreCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    @Option(names = "--preview", description = "Print the plan with its id; change nothing.")
    boolean preview;

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Another directory, database, volume or file instead of the live one.")
    @Nullable String to;

    @Option(
            names = "--salvage",
            description = "With --to: bring back what can be, and list what could not (exit code 3).")
    boolean salvage;

    @Option(
            names = "--strip-root",
            description = "With --to: leave out the target's own path, so that its content lands right there.")
    boolean stripRoot;

    @Option(names = "--in-place", description = "Over the live one, after a safety backup of it.")
    boolean inPlace;

    @Option(
            names = "--only",
            paramLabel = "GLOB",
            description = "Only what matches, such as '**/*.pdf'. May be given again.")
    List<String> only = new ArrayList<>();

    @Option(
            names = "--on-conflict",
            paramLabel = "RULE",
            converter = ConflictNames.class,
            completionCandidates = ConflictNames.class,
            description = "What to do where something is already there: ${COMPLETION-CANDIDATES} "
                    + "(default: fail; with --in-place: overwrite).")
    @Nullable ConflictRule onConflict;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "An option of the target's type, such as globals=missing for postgres. May be given again.")
    Map<String, String> ownOptions = new LinkedHashMap<>();

    @Option(names = "--store", paramLabel = "S", description = "Read from this store (default: the first sound copy).")
    @Nullable String store;

    @Option(names = "--plan", paramLabel = "PLAN", description = "Only if the plan is still this one.")
    @Nullable String plan;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    RestoreCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        RestoreOptions options = options();
        try (Session session = context().openRecorded()) {
            Backups backups = session.backups();
            RestorePlan current = backups.planRestore(options);
            session.quiet();
            if (plan != null && !plan.equals(current.id())) {
                throw Faults.otherPlan(plan, current.id());
            }
            if (preview) {
                tell(current, null);
                return current.isPossible() ? ExitCode.DONE : ExitCode.TARGET;
            }
            if (!yes && current.isPossible()) {
                Consent consent = new Consent(context().host());
                String what = "the restore of " + id;
                if (context().json() || !consent.canAsk()) {
                    tell(current, Faults.consentMissing(what));
                    return ExitCode.REFUSED;
                }
                PlanText.write(context().screen(), current);
                if (!consent.ask("Restore now?")) {
                    throw Faults.declined(what);
                }
            }
            RestoreReport report = await(backups.startRestore(current));
            session.quiet();
            if (context().json()) {
                context()
                        .document(json -> Documents.restore(
                                json, report, current.manifest().job(), CatalogLookup.find(backups, options.backup())));
            } else {
                RestoreText.write(context().screen(), report);
            }
            return ExitCode.of(report.state(), report.failure());
        }
    }

    private RestoreOptions options() {
        BackupId backup = new BackupId(id);
        if (to != null && inPlace) {
            throw Faults.usage("--to and --in-place exclude each other", "Choose one of the two.");
        }
        if (to == null && (salvage || stripRoot)) {
            throw Faults.usage(
                    (salvage ? "--salvage" : "--strip-root") + " goes with --to only", "Add --to with a place.");
        }
        if (preview && (yes || plan != null)) {
            throw Faults.usage("--preview changes nothing and needs no consent", "Leave out --yes and --plan.");
        }
        RestoreWay way = to != null ? RestoreWay.TO : inPlace ? RestoreWay.IN_PLACE : RestoreWay.STAGED;
        ConflictRule rule = onConflict != null ? onConflict : inPlace ? ConflictRule.OVERWRITE : ConflictRule.FAIL;
        RestoreOptions options =
                RestoreOptions.of(backup, new RestoreRequest(way, to, stripRoot, only, rule, salvage, ownOptions));
        return store == null ? options : options.from(store);
    }

    /** Writes the plan, and why it ends there. */
    private void tell(RestorePlan current, @Nullable Failure refusal) {
        if (context().json()) {
            context().document(json -> Documents.plan(json, current, refusal));
            return;
        }
        PlanText.write(context().screen(), current);
        if (refusal != null) {
            ErrorText.write(context().screen(), refusal);
        } else if (current.isPossible()) {
            context().screen().next("holdfast restore " + id + arguments() + " --plan " + current.id() + " --yes");
        }
    }

    /** The arguments to repeat for the same plan. */
    private String arguments() {
        StringBuilder arguments = new StringBuilder();
        if (to != null) {
            arguments.append(" --to ").append(ShellWord.quote(to));
        }
        arguments.append(salvage ? " --salvage" : "");
        arguments.append(stripRoot ? " --strip-root" : "");
        arguments.append(inPlace ? " --in-place" : "");
        only.forEach(glob -> arguments.append(" --only ").append(ShellWord.quote(glob)));
        if (onConflict != null) {
            arguments.append(" --on-conflict ").append(onConflict.word());
        }
        ownOptions.forEach((name, value) -> arguments.append(" --option ").append(ShellWord.quote(name + "=" + value)));
        if (store != null) {
            arguments.append(" --store ").append(ShellWord.quote(store));
        }
        return arguments.toString();
    }
}
