package dev.holdfast.backup.engine;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.spi.SectionProvider;
import java.util.Optional;
import java.util.Set;

/**
 * Where in the configuration file a provider's section is.
 *
 * @param parent what it is in, as {@link SectionProvider#parent()} says
 * @param key its key
 */
record SectionPlace(String parent, String key) {

    private static final Set<String> OF_FILE = Set.of("state", "stores", "targets", "jobs", "notify");
    private static final Set<String> OF_JOB = Set.of(
            "targets", "stores", "hooks", "archive", "keep", "verify", "timeout", "labels", "artifact-name", "notify");

    static SectionPlace of(SectionProvider<?> provider) {
        return new SectionPlace(provider.parent(), provider.key());
    }

    /** Tells what stands against a section there. */
    Optional<String> fault() {
        if (!Names.isValid(key)) {
            return Optional.of("reads a section \"" + key + "\", which is no name");
        }
        if (parent.equals(SectionProvider.FILE)) {
            return OF_FILE.contains(key) ? Optional.of(reserved()) : Optional.empty();
        }
        if (parent.equals(SectionProvider.JOB)) {
            return OF_JOB.contains(key) ? Optional.of(reserved()) : Optional.empty();
        }
        return !Names.isValid(parent) || OF_FILE.contains(parent) ? Optional.of(reserved()) : Optional.empty();
    }

    private String reserved() {
        return "reads the section \"" + this + "\", which is reserved";
    }

    /** {@return the place as a path of keys} */
    @Override
    public String toString() {
        if (parent.equals(SectionProvider.FILE)) {
            return key;
        }
        return parent + (parent.equals(SectionProvider.JOB) ? ".*." : ".") + key;
    }
}
