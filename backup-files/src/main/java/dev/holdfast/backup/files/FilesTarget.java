package dev.holdfast.backup.files;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.files.internal.FilesBackupTarget;
import dev.holdfast.backup.files.internal.HoldBy;
import dev.holdfast.backup.files.internal.Patterns;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protects directories and single files. Immutable and thread-safe: every method returns a new definition.
 *
 * <pre>{@code
 * FilesTarget.named("uploads").path(Path.of("/srv/uploads")).exclude("**" + "/*.tmp")
 * }</pre>
 *
 * <p><b>Patterns</b> are for {@link #exclude}, {@link #include} and the {@code only} of a restore:
 *
 * <ul>
 *   <li>{@code *} stands for any characters within a name, {@code ?} for one, {@code [a-z]} and {@code [!a-z]} for one of a set,
 *       {@code {one,two}} for either, <code>**</code> between slashes for any number of directories, also none; a backslash takes the meaning from
 *       the character behind it.
 *   <li>A pattern that begins with {@code /} is for the whole path. One with a slash elsewhere is for the path below the root (one of {@link
 *       #paths}). One without a slash is for the last name, at any depth.
 *   <li>A pattern that ends with {@code /} is for directories only.
 *   <li>A directory that is excluded is not walked: nothing in it is captured. Excludes win over includes.
 *   <li>With includes only what matches one, or is in a directory that matches, is captured, together with the directories on the way.
 *   <li>Upper and lower case are different. A hidden file is a file like others.
 * </ul>
 *
 * <p><b>What is kept</b>: regular files with their holes, directories, symbolic links (as links, unless {@link #followSymlinks}), hard links,
 * FIFOs and devices; mode, owner and group by number and name, the time of the last change to the nanosecond, user extended attributes. Sockets
 * are not kept, and listed. Access control lists, capabilities, other name spaces of attributes and the times of access and creation are not
 * kept. Names may be any bytes, but a path has at most 4,095 bytes, which is the limit of the kernel.
 */
public final class FilesTarget implements TargetDefinition {

    static final String TYPE = "files";

    static final String PATHS = "paths";
    static final String INCLUDE = "include";
    static final String EXCLUDE = "exclude";
    static final String EXCLUDE_PATHS = "exclude-paths";
    static final String EXCLUDE_CACHES = "exclude-caches";
    static final String ONE_FILE_SYSTEM = "one-file-system";
    static final String FOLLOW_SYMLINKS = "follow-symlinks";
    static final String ATTRIBUTES = "attributes";
    static final String ON_CHANGE = "on-change";
    static final String SNAPSHOT = "snapshot";

    private final TargetId id;
    private final Settings settings;

    private FilesTarget(TargetId id, Settings settings) {
        this.id = id;
        this.settings = settings;
    }

    /**
     * Begins a definition; {@link #path} or {@link #paths} must follow.
     *
     * @param name the target's name
     * @return a definition without paths
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static FilesTarget named(String name) {
        return new FilesTarget(new TargetId(TYPE, name), Settings.none());
    }

    static FilesTarget of(String name, Settings settings) {
        FilesTarget target = new FilesTarget(new TargetId(TYPE, name), settings);
        target.configuration();
        return target;
    }

    /**
     * Protects one more directory or file.
     *
     * @param path the directory or file; a relative one is of the working directory
     * @return a copy
     */
    public FilesTarget path(Path path) {
        return paths(List.of(path));
    }

    /**
     * Protects more directories or files. What is in several of them is captured once.
     *
     * @param paths the directories or files; relative ones are of the working directory
     * @return a copy
     */
    public FilesTarget paths(List<Path> paths) {
        return with(PATHS, paths.stream().map(Path::toString).toList());
    }

    /**
     * Leaves out what matches a pattern.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     * @throws ConfigurationException {@code HF-FIL-002} if one is malformed
     */
    public FilesTarget exclude(String... patterns) {
        Patterns.check(List.of(patterns));
        return with(EXCLUDE, List.of(patterns));
    }

    /**
     * Leaves out directories and files by their paths, such as the store's own directory.
     *
     * @param paths the directories or files; relative ones are of the working directory
     * @return a copy
     */
    public FilesTarget excludePaths(List<Path> paths) {
        return with(EXCLUDE_PATHS, paths.stream().map(Path::toString).toList());
    }

    /**
     * Captures only what matches a pattern.
     *
     * @param patterns patterns as the class describes them
     * @return a copy
     * @throws ConfigurationException {@code HF-FIL-002} if one is malformed
     */
    public FilesTarget include(String... patterns) {
        Patterns.check(List.of(patterns));
        return with(INCLUDE, List.of(patterns));
    }

    /**
     * Leaves out what is in cache directories, which hold a file {@code CACHEDIR.TAG} with the signature of the Cache Directory Tagging
     * Specification; the directory and the tag are kept.
     *
     * @param exclude whether to; by default not
     * @return a copy
     */
    public FilesTarget excludeCaches(boolean exclude) {
        return new FilesTarget(id, settings.with(EXCLUDE_CACHES, exclude));
    }

    /**
     * Stays on the file system that each path is on; what is left out for it is listed.
     *
     * @param stay whether to; by default not
     * @return a copy
     */
    public FilesTarget oneFileSystem(boolean stay) {
        return new FilesTarget(id, settings.with(ONE_FILE_SYSTEM, stay));
    }

    /**
     * Captures what symbolic links point to instead of the links.
     *
     * @param follow whether to; by default not
     * @return a copy
     */
    public FilesTarget followSymlinks(boolean follow) {
        return new FilesTarget(id, settings.with(FOLLOW_SYMLINKS, follow));
    }

    /**
     * Keeps user extended attributes.
     *
     * @param keep whether to; by default so
     * @return a copy
     */
    public FilesTarget attributes(boolean keep) {
        return new FilesTarget(id, settings.with(ATTRIBUTES, keep));
    }

    /**
     * Says what to do when a file cannot be captured as it was at one moment.
     *
     * @param what what to do; by default {@link OnChange#DEGRADE}
     * @return a copy
     */
    public FilesTarget onChange(OnChange what) {
        return new FilesTarget(id, settings.with(ON_CHANGE, what.word()));
    }

    /**
     * Holds the files still while they are read, so that a pause of services ends when the snapshot is taken and not when all is read.
     *
     * <p>Nothing weaker is done in silence: where the file system does not offer what is asked for, there is no backup, and the error says why.
     *
     * @param kind how; by default {@link SnapshotKind#NONE}
     * @return a copy
     */
    public FilesTarget snapshot(SnapshotKind kind) {
        return new FilesTarget(id, settings.with(SNAPSHOT, kind.word()));
    }

    private FilesTarget with(String name, List<String> more) {
        List<String> all = new ArrayList<>(settings.texts(name));
        all.addAll(more);
        return new FilesTarget(id, settings.with(name, all));
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    /**
     * Opens the target.
     *
     * @throws ConfigurationException {@code HF-FIL-001} if there are no paths
     */
    @Override
    public BackupTarget open() {
        return new FilesBackupTarget(id, settings, configuration());
    }

    private FilesBackupTarget.Configuration configuration() {
        List<Path> paths = settings.paths(PATHS);
        if (paths.isEmpty()) {
            throw new ConfigurationException(Failure.of("HF-FIL-001", "target " + id.name() + " names no paths")
                    .hint("Give at least one directory or file as paths."));
        }
        String onChange = settings.text(ON_CHANGE).orElse(OnChange.DEGRADE.word());
        if (!onChange.equals(OnChange.DEGRADE.word()) && !onChange.equals(OnChange.FAIL.word())) {
            throw new ConfigurationException(
                    Failure.of("HF-CFG-010", "setting " + ON_CHANGE + " is not degrade or fail")
                            .with("setting", ON_CHANGE));
        }
        return new FilesBackupTarget.Configuration(
                paths,
                settings.texts(INCLUDE),
                settings.texts(EXCLUDE),
                settings.paths(EXCLUDE_PATHS),
                settings.flag(EXCLUDE_CACHES, false),
                settings.flag(ONE_FILE_SYSTEM, false),
                settings.flag(FOLLOW_SYMLINKS, false),
                settings.flag(ATTRIBUTES, true),
                onChange.equals(OnChange.FAIL.word()),
                holdBy());
    }

    private HoldBy holdBy() {
        String word = settings.text(SNAPSHOT).orElse(SnapshotKind.NONE.word());
        for (SnapshotKind kind : SnapshotKind.values()) {
            if (kind.word().equals(word)) {
                return switch (kind) {
                    case NONE -> HoldBy.NOTHING;
                    case HARD_LINK -> HoldBy.HARD_LINK;
                    case REFLINK -> HoldBy.REFLINK;
                };
            }
        }
        throw new ConfigurationException(
                Failure.of("HF-CFG-010", "setting " + SNAPSHOT + " is not none, hard-link or reflink")
                        .with("setting", SNAPSHOT));
    }

    /** {@return the values of all settings that differ from the defaults, for comparison} */
    private Map<String, Object> meaning() {
        Map<String, Object> meaning = new LinkedHashMap<>();
        for (String list : List.of(PATHS, INCLUDE, EXCLUDE, EXCLUDE_PATHS)) {
            meaning.put(list, settings.texts(list));
        }
        meaning.put(EXCLUDE_CACHES, settings.flag(EXCLUDE_CACHES, false));
        meaning.put(ONE_FILE_SYSTEM, settings.flag(ONE_FILE_SYSTEM, false));
        meaning.put(FOLLOW_SYMLINKS, settings.flag(FOLLOW_SYMLINKS, false));
        meaning.put(ATTRIBUTES, settings.flag(ATTRIBUTES, true));
        meaning.put(ON_CHANGE, settings.text(ON_CHANGE).orElse(OnChange.DEGRADE.word()));
        meaning.put(SNAPSHOT, settings.text(SNAPSHOT).orElse(SnapshotKind.NONE.word()));
        return meaning;
    }

    /** Two definitions are equal if they have the same name and capture the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FilesTarget that
                && id.equals(that.id)
                && meaning().equals(that.meaning());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, meaning());
    }

    /** {@return the identity and the paths} */
    @Override
    public String toString() {
        return id + " " + settings.texts(PATHS);
    }
}
