package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.engine.Sections;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.TargetDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads the whole file into definitions. */
final class ConfigurationBinder {

    private final Reading reading;
    private final Providers providers;
    private final SettingsReader settings;
    private final ParticipantReader participants;
    private final Path base;

    ConfigurationBinder(Reading reading, Providers providers, Path base) {
        this.reading = reading;
        this.providers = providers;
        this.settings = new SettingsReader(reading);
        this.participants = new ParticipantReader(reading, settings, providers);
        this.base = base;
    }

    /** Reads the file; what comes out is of use only if there are no faults. */
    HoldfastConfiguration bind(Section root) {
        Path state = root.value("state")
                .flatMap(value -> reading.path(value, "state"))
                .orElse(base.resolve(".holdfast"));
        Optional<Section> storeSection = root.section("stores");
        Map<String, StoreDefinition> stores = participants(storeSection, "store", participants::store);
        storeSection.ifPresent(section -> refuseOnePlaceTwice(section, stores));
        Optional<Section> targetSection = root.section("targets");
        Map<String, TargetDefinition> targets = participants(targetSection, "target", participants::target);

        Set<String> storeNames = names(storeSection);
        Set<String> targetNames = names(targetSection);
        Set<String> protectedNames = new HashSet<>();
        SectionReader sectionReader = new SectionReader(reading, settings, providers);
        JobReader reader = new JobReader(
                reading, settings, participants, providers, sectionReader, targetNames, storeNames, targets);
        List<Job> jobs = new ArrayList<>();
        Optional<Section> jobSection = root.section("jobs");
        jobSection.ifPresent(section ->
                children(section, "job").forEach((name, job) -> jobs.add(reader.read(name, job, protectedNames))));
        targetSection.ifPresent(section -> implied(section, targets, protectedNames, storeNames, names(jobSection))
                .forEach(jobs::add));
        if (root.has("notify")) {
            root.hide("notify");
            reading.faults()
                    .add(
                            root.keyPlace("notify"),
                            "HF-CFG-028",
                            "notify: this version sends no notifications",
                            "Remove the key, and act on the exit codes of the command.");
        }
        requireSome(root, "stores", "say where backups lie", storeSection);
        requireSome(root, "targets", "say what to protect", targetSection);
        Sections sections = sectionReader.ofFile(root);
        root.finish();
        return new HoldfastConfiguration(state, stores, targets, jobs, sections);
    }

    private void requireSome(Section root, String key, String purpose, Optional<Section> section) {
        boolean present = root.has(key);
        if ((!present && !root.hasMisspelt(key))
                || (section.isPresent() && section.get().entries().isEmpty())) {
            reading.faults()
                    .add(
                            present ? root.keyPlace(key) : Place.BEGIN,
                            "HF-CFG-008",
                            "there are no " + key,
                            "Below \"" + key + ":\", " + purpose + "; \"holdfast init\" writes an example.");
        }
    }

    private static Set<String> names(Optional<Section> section) {
        return section.map(found ->
                        (Set<String>) new LinkedHashSet<>(found.entries().keySet()))
                .orElse(Set.of());
    }

    private Map<String, Section> children(Section section, String what) {
        Map<String, Section> children = new LinkedHashMap<>();
        section.entries().forEach((name, entry) -> {
            boolean valid = reading.isName(what, name, entry.key());
            Optional<Section> child = section.section(name);
            if (valid && child.isPresent()) {
                children.put(name, child.get());
            }
        });
        return children;
    }

    private <D> Map<String, D> participants(
            Optional<Section> section, String what, BiFunction<String, Section, Optional<D>> read) {
        Map<String, D> definitions = new LinkedHashMap<>();
        section.ifPresent(found -> children(found, what)
                .forEach((name, child) ->
                        read.apply(name, child).ifPresent(definition -> definitions.put(name, definition))));
        return definitions;
    }

    /** Backups of one id would collide, and one of the two copies would be the other. */
    private void refuseOnePlaceTwice(Section section, Map<String, StoreDefinition> stores) {
        Map<String, String> places = new HashMap<>();
        stores.forEach((name, store) -> {
            String first = places.putIfAbsent(store.type() + " " + realPlace(store.location()), name);
            if (first != null) {
                reading.faults()
                        .add(
                                section.keyPlace(name),
                                "HF-CFG-025",
                                section.path(name) + " is at the same place as " + section.path(first) + ": "
                                        + store.location(),
                                "Give each store a place of its own, or remove one of the two.");
            }
        });
    }

    /** Follows links as far as the place exists, so that two ways to one directory are found. */
    private static String realPlace(String location) {
        try {
            Path path = Path.of(location);
            Path rest = Path.of("");
            for (Path at = path; at != null; at = at.getParent()) {
                if (Files.exists(at)) {
                    return at.toRealPath().resolve(rest).toString();
                }
                rest = at.getFileName() == null ? rest : at.getFileName().resolve(rest);
            }
            return location;
        } catch (InvalidPathException | IOException e) {
            return location;
        }
    }

    private List<Job> implied(
            Section section,
            Map<String, TargetDefinition> targets,
            Set<String> protectedNames,
            Set<String> storeNames,
            Set<String> jobNames) {
        List<Job> jobs = new ArrayList<>();
        section.entries().keySet().stream()
                .filter(name -> !protectedNames.contains(name))
                .forEach(name -> {
                    if (jobNames.contains(name)) {
                        reading.faults()
                                .add(
                                        section.keyPlace(name),
                                        "HF-CFG-026",
                                        section.path(name) + " is in no job, and the job of its name has other targets",
                                        "Add the target to a job, or give the job another name.");
                    } else if (storeNames.size() > 1) {
                        reading.faults()
                                .add(
                                        section.keyPlace(name),
                                        "HF-CFG-027",
                                        section.path(name) + " is in no job, and there is more than one store",
                                        "Add the target to a job that says in which stores.");
                    } else {
                        TargetDefinition target = targets.get(name);
                        if (target != null) {
                            jobs.add(Job.named(name).protect(target));
                        }
                    }
                });
        return jobs;
    }
}
