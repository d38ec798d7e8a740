package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.engine.BrokenProvider;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.engine.Sections;
import dev.holdfast.backup.spi.SectionProvider;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sections that providers know, and reports those that this installation lacks.
 *
 * <p>Providers are asked for only if a file has a key that the engine does not know: most starts of a command do without them.
 */
final class SectionReader {

    /** The keys of sections that a version with all its modules knows, by what they are in. */
    private static final Set<String> OF_FILE = Set.of("scheduler", "maintenance");

    private static final Set<String> OF_JOB = Set.of("schedule", "retry");

    private final Reading reading;
    private final SettingsReader settings;
    private final Providers providers;
    private @Nullable List<SectionProvider<?>> found;

    SectionReader(Reading reading, SettingsReader settings, Providers providers) {
        this.reading = reading;
        this.settings = settings;
        this.providers = providers;
    }

    /** Reads the sections of a job; to be called when all other keys are known. */
    Sections ofJob(String name, Section job) {
        if (!job.hasUnknown()) {
            return Sections.NONE;
        }
        Sections sections = read(job, SectionProvider.JOB, Sections.NONE);
        missing(
                job,
                OF_JOB,
                "Remove the key, and run \"holdfast create " + name + "\" from cron or a systemd timer; or add the"
                        + " module backup-scheduler.");
        return sections;
    }

    /** Reads the sections at the top of the file; to be called when all other keys are known. */
    Sections ofFile(Section root) {
        if (!root.hasUnknown()) {
            return Sections.NONE;
        }
        Sections sections = read(root, SectionProvider.FILE, Sections.NONE);
        Set<String> parents = new LinkedHashSet<>();
        providers().forEach(provider -> parents.add(provider.parent()));
        parents.remove(SectionProvider.FILE);
        parents.remove(SectionProvider.JOB);
        for (String parent : parents) {
            Optional<Section> section = root.section(parent);
            if (section.isPresent()) {
                sections = read(section.get(), parent, sections);
                section.get().finish();
            }
        }
        missing(root, OF_FILE, "Remove the key, or add the module backup-scheduler.");
        return sections;
    }

    private Sections read(Section parent, String name, Sections sections) {
        Sections more = sections;
        for (SectionProvider<?> provider : providers()) {
            if (provider.parent().equals(name)) {
                more = read(parent, provider, more);
            }
        }
        return more;
    }

    private <T> Sections read(Section parent, SectionProvider<T> provider, Sections sections) {
        Optional<Section> section = parent.section(provider.key());
        if (section.isEmpty()) {
            return sections;
        }
        int before = reading.faults().count();
        var values = settings.read(section.get(), provider.settings());
        section.get().finish();
        if (values.isEmpty() || reading.faults().count() > before) {
            return sections;
        }
        return settings.create(section.get(), () -> provider.create(values.get()))
                .map(value -> sections.with(provider.section(), value))
                .orElse(sections);
    }

    /** A key whose module is not here is told apart from one that is misspelt. */
    private void missing(Section section, Set<String> keys, String hint) {
        for (String key : keys) {
            if (section.has(key) && !section.isKnown(key)) {
                section.hide(key);
                Optional<Failure> broken = providers.broken(ProviderKind.SECTION).stream()
                        .map(BrokenProvider::failure)
                        .findFirst();
                if (broken.isPresent()) {
                    reading.faults().add(section.keyPlace(key), broken.get());
                } else {
                    reading.faults()
                            .add(
                                    section.keyPlace(key),
                                    "HF-CFG-028",
                                    section.path(key) + ": this installation does not run schedules",
                                    hint);
                }
            }
        }
    }

    private List<SectionProvider<?>> providers() {
        List<SectionProvider<?>> all = found;
        if (all == null) {
            all = new ArrayList<>(providers.sections());
            found = all;
        }
        return all;
    }
}
