package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.TargetDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one job. */
final class JobReader {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> PLACEHOLDERS = Set.of("target", "date", "time", "id");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final List<String> LEVELS =
            List.of(VerificationLevel.STORED.word(), VerificationLevel.DECODED.word());

    private final Reading reading;
    private final HookReader hooks;
    private final ArchiveReader archives;
    private final KeepReader keeps;
    private final SectionReader sections;
    private final Set<String> targetNames;
    private final Set<String> storeNames;
    private final Map<String, TargetDefinition> targets;

    JobReader(
            Reading reading,
            SettingsReader settings,
            ParticipantReader participants,
            Providers providers,
            SectionReader sections,
            Set<String> targetNames,
            Set<String> storeNames,
            Map<String, TargetDefinition> targets) {
        this.reading = reading;
        this.hooks = new HookReader(reading, participants);
        this.archives = new ArchiveReader(reading, settings, providers);
        this.keeps = new KeepReader(reading, settings, providers);
        this.sections = sections;
        this.targetNames = targetNames;
        this.storeNames = storeNames;
        this.targets = targets;
    }

    /** Reads a job and adds the names of its targets to {@code protectedNames}. */
    Job read(String name, Section section, Set<String> protectedNames) {
        Job job = Job.named(name);
        for (String target : targetsOf(section)) {
            protectedNames.add(target);
            TargetDefinition definition = targets.get(target);
            if (definition != null) {
                job = job.protect(definition);
            }
        }
        for (String store : storesOf(section)) {
            job = job.to(store);
        }
        for (HookUse hook : hooks.read(section)) {
            job = job.around(hook);
        }
        Job withArchive = section.section("archive")
                .flatMap(archives::read)
                .map(job::archive)
                .orElse(job);
        job = section.section("keep")
                .flatMap(keeps::read)
                .map(keep -> withArchive.keep(keep.policy()).floor(keep.floor()))
                .orElse(withArchive);
        job = details(job, section);
        notYet(
                section,
                "notify",
                "this version sends no notifications",
                "Remove the key, and act on the exit code of \"holdfast create " + name + "\".");
        job = job.sections(sections.ofJob(name, section));
        section.finish();
        return job;
    }

    private void notYet(Section section, String key, String message, String hint) {
        if (section.has(key)) {
            section.hide(key);
            reading.faults().add(section.keyPlace(key), "HF-CFG-028", section.path(key) + ": " + message, hint);
        }
    }

    private Job details(Job draft, Section section) {
        Job job = draft;
        Optional<Value> verify = section.value("verify");
        if (verify.isPresent()) {
            job = level(verify.get(), section.path("verify")).map(job::verify).orElse(job);
        }
        Optional<Value> timeout = section.value("timeout");
        if (timeout.isPresent()) {
            job = reading.positiveDuration(timeout.get(), section.path("timeout"))
                    .map(job::timeout)
                    .orElse(job);
        }
        Optional<Value> pattern = section.value("artifact-name");
        if (pattern.isPresent()) {
            job = artifactName(pattern.get(), section.path("artifact-name"))
                    .map(job::artifactName)
                    .orElse(job);
        }
        Optional<Section> labels = section.section("labels");
        if (labels.isPresent()) {
            for (String label : labels.get().entries().keySet()) {
                job = label(job, labels.get(), label);
            }
        }
        return job;
    }

    private static Job label(Job job, Section labels, String label) {
        return labels.text(label).map(text -> job.label(label, text)).orElse(job);
    }

    private Optional<VerificationLevel> level(Value value, String path) {
        if (value instanceof Value.Scalar scalar && scalar.text().equals(VerificationLevel.RESTORED.word())) {
            reading.faults()
                    .add(
                            value.place(),
                            "HF-CFG-028",
                            path + ": a run of this version does not restore what it has just written",
                            "Write decoded, and restore a backup into another directory from time to time.");
            return Optional.empty();
        }
        return reading.choice(value, path, LEVELS).map(word -> VerificationLevel.values()[LEVELS.indexOf(word)]);
    }

    private Optional<String> artifactName(Value value, String path) {
        return reading.text(value, path).filter(pattern -> {
            Matcher matcher = PLACEHOLDER.matcher(pattern);
            while (matcher.find()) {
                if (!PLACEHOLDERS.contains(matcher.group(1))) {
                    reading.faults()
                            .add(
                                    value.place(),
                                    "HF-CFG-010",
                                    path + " has an unknown placeholder {" + matcher.group(1) + "}",
                                    "The known ones are {target}, {date}, {time}, {id}.");
                    return false;
                }
            }
            if (!FILE_NAME.matcher(matcher.replaceAll("x")).matches()) {
                reading.wrong(
                        value,
                        path,
                        "a pattern of a file name",
                        "Use letters, digits, \".\", \"_\", \"-\" and the placeholders {target}, {date}, {time}, {id}.");
                return false;
            }
            return true;
        });
    }

    private List<String> targetsOf(Section section) {
        List<Section.Item> items = section.texts("targets");
        if (!section.has("targets") || section.isEmptyList("targets")) {
            reading.faults()
                    .add(
                            section.placeOf("targets"),
                            "HF-CFG-011",
                            section.path() + " has no targets",
                            Faults.suggest("", targetNames, "The targets are"));
        }
        return known(section, "targets", "target", items, targetNames);
    }

    private List<String> storesOf(Section section) {
        List<Section.Item> items = section.texts("stores");
        if (!section.has("stores") && storeNames.size() > 1) {
            reading.faults()
                    .add(
                            section.place(),
                            "HF-CFG-027",
                            section.path() + " does not say in which stores",
                            "Write stores: [" + String.join(", ", storeNames) + "], or some of them.");
        }
        if (section.isEmptyList("stores")) {
            reading.faults()
                    .add(
                            section.placeOf("stores"),
                            "HF-CFG-011",
                            section.path("stores") + " is empty",
                            Faults.suggest("", storeNames, "The stores are"));
        }
        return known(section, "stores", "store", items, storeNames);
    }

    private List<String> known(Section section, String key, String what, List<Section.Item> items, Set<String> names) {
        Set<String> seen = new HashSet<>();
        return items.stream()
                .filter(item -> {
                    if (!names.contains(item.text())) {
                        reading.faults()
                                .add(
                                        item.place(),
                                        "HF-CFG-024",
                                        section.path(key) + " names an unknown " + what + " \"" + item.text() + "\"",
                                        names.isEmpty()
                                                ? "There is none."
                                                : Faults.suggest(item.text(), names, "The " + key + " are"));
                        return false;
                    }
                    if (!seen.add(item.text())) {
                        reading.faults()
                                .add(
                                        item.place(),
                                        "HF-CFG-026",
                                        section.path(key) + " names \"" + item.text() + "\" twice",
                                        "Remove one of the two.");
                        return false;
                    }
                    return true;
                })
                .map(Section.Item::text)
                .toList();
    }
}
