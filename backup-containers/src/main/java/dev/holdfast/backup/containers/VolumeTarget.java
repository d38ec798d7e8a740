package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.containers.internal.volume.Via;
import dev.holdfast.backup.containers.internal.volume.VolumeBackupTarget;
import dev.holdfast.backup.containers.internal.volume.VolumeNames;
import dev.holdfast.backup.containers.internal.volume.VolumeOptions;
import dev.holdfast.backup.files.TreeExclusion;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protects a volume of Docker or Podman, or the volumes and bind mounts of a container. Immutable and thread-safe: every method returns a new
 * definition.
 *
 * <pre>{@code
 * VolumeTarget.named("uploads").volume("shop_uploads")
 * VolumeTarget.podman("mail").container("mail").mounts("/var/mail", "/etc/mail")
 * }</pre>
 *
 * <p>Files are read and written by their paths where this process may do that, which is as root on the engine's own machine: a backup then keeps what
 * {@link dev.holdfast.backup.files.FilesTarget} keeps, and is restored beside the live one and swapped. Elsewhere, and for volumes that the engine
 * mounts from somewhere else, they go through the engine, by a container that is made and never started: then times are whole seconds, extended
 * attributes of users are not kept, holes are filled, and a restore goes to a volume that it makes, or in place.
 *
 * <p>In a backup the files of a volume are below {@code volumes/NAME}, those of a bind mount below {@code binds/PATH}, however they were read: so each way
 * restores what the other one captured, also on another machine.
 */
public final class VolumeTarget implements TargetDefinition {

    static final String VOLUME = "volume";
    static final String CONTAINER = "container";
    static final String MOUNTS = "mounts";
    static final String VIA = "via";
    static final String EXCLUDE = "exclude";
    static final String HELPER_IMAGE = "helper-image";

    private final TargetId id;
    private final EngineKind kind;
    private final Settings settings;

    private VolumeTarget(TargetId id, EngineKind kind, Settings settings) {
        this.id = id;
        this.kind = kind;
        this.settings = settings;
    }

    /**
     * Begins a definition for Docker; {@link #volume} or {@link #container} must follow.
     *
     * @param name the target's name
     * @return a definition without a volume
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static VolumeTarget named(String name) {
        return begin(name, EngineKind.DOCKER);
    }

    /**
     * Begins a definition for Podman; {@link #volume} or {@link #container} must follow.
     *
     * @param name the target's name
     * @return a definition without a volume
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static VolumeTarget podman(String name) {
        return begin(name, EngineKind.PODMAN);
    }

    private static VolumeTarget begin(String name, EngineKind kind) {
        return new VolumeTarget(new TargetId(type(kind), name), kind, Settings.none());
    }

    static String type(EngineKind kind) {
        return kind.type() + "-volume";
    }

    static VolumeTarget of(String name, EngineKind kind, Settings settings) {
        VolumeTarget target = new VolumeTarget(new TargetId(type(kind), name), kind, settings);
        target.options(false);
        return target;
    }

    /** The definition of a target that only restores, at the engine's usual place. */
    static TargetDefinition forRestore(String name, EngineKind kind) {
        VolumeTarget target = begin(name, kind);
        return TargetDefinition.of(
                target.id, () -> new VolumeBackupTarget(target.id, Settings.none(), target.options(true)));
    }

    private VolumeTarget with(String setting, Object value) {
        return new VolumeTarget(id, kind, settings.with(setting, value));
    }

    /**
     * Names the volume.
     *
     * @param volume its name
     * @return a copy
     */
    public VolumeTarget volume(String volume) {
        return with(VOLUME, volume);
    }

    /**
     * Names a container, whose volumes are meant.
     *
     * @param container its name
     * @return a copy
     */
    public VolumeTarget container(String container) {
        return with(CONTAINER, container);
    }

    /**
     * Chooses among what is mounted into the {@link #container}: volumes, and bind mounts, which are meant only if they are named here.
     *
     * @param paths absolute paths inside of the container
     * @return a copy
     */
    public VolumeTarget mounts(String... paths) {
        return with(MOUNTS, List.of(paths));
    }

    /**
     * Has files read and written by their paths or not at all.
     *
     * @return a copy
     */
    public VolumeTarget viaPath() {
        return with(VIA, Via.PATH.word());
    }

    /**
     * Has files read and written through the engine, even where their paths could be used.
     *
     * @return a copy
     */
    public VolumeTarget viaEngine() {
        return with(VIA, Via.ENGINE.word());
    }

    /**
     * Leaves out what matches a pattern, as {@link dev.holdfast.backup.files.FilesTarget} describes them; none for whole paths.
     *
     * @param patterns the patterns
     * @return a copy
     */
    public VolumeTarget exclude(String... patterns) {
        List<String> all = new ArrayList<>(settings.texts(EXCLUDE));
        all.addAll(List.of(patterns));
        return with(EXCLUDE, all);
    }

    /**
     * Names the image of containers that are made to read and write through the engine. They are never started, so any will do that the engine has; without
     * this it is the image of a container that has the volume.
     *
     * @param image its name or id
     * @return a copy
     */
    public VolumeTarget helperImage(String image) {
        return with(HELPER_IMAGE, image);
    }

    /**
     * Names the engine.
     *
     * @param address {@code unix:///path/of/socket} or {@code tcp://host:port}
     * @return a copy
     */
    public VolumeTarget host(String address) {
        return with(EngineSettings.HOST, address);
    }

    /**
     * Uses TLS to an engine at {@code tcp://}.
     *
     * @param directory where {@code ca.pem} is, and {@code cert.pem} and {@code key.pem} if the engine asks for them
     * @return a copy
     */
    public VolumeTarget tlsDirectory(Path directory) {
        return with(EngineSettings.TLS_DIRECTORY, directory.toString());
    }

    /**
     * Lets the environment of this process name the engine where no {@link #host} does, as {@link DockerHook#fromEnvironment} does.
     *
     * @return a copy
     */
    public VolumeTarget fromEnvironment() {
        return with(EngineSettings.FROM_ENVIRONMENT, true);
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
     * Opens the target; no engine is asked before it acts.
     *
     * @throws ConfigurationException {@code HF-CTR-060} if it is not clear which volume is meant; {@code HF-CTR-021} if a text names no engine
     */
    @Override
    public BackupTarget open() {
        return new VolumeBackupTarget(id, settings, options(false));
    }

    private VolumeOptions options(boolean restoreOnly) {
        String volume = settings.text(VOLUME).orElse("");
        String container = settings.text(CONTAINER).orElse("");
        List<String> mounts = settings.texts(MOUNTS);
        List<String> exclude = settings.texts(EXCLUDE);
        if (!restoreOnly) {
            requireClear(volume, container, mounts, exclude);
        }
        TreeExclusion.of(exclude);
        return new VolumeOptions(
                EngineSettings.read(kind, settings),
                volume,
                container,
                mounts,
                via(),
                exclude,
                settings.text(HELPER_IMAGE).orElse(""));
    }

    private void requireClear(String volume, String container, List<String> mounts, List<String> exclude) {
        if (volume.isEmpty() == container.isEmpty()) {
            throw unclear(volume.isEmpty() ? "names no volume" : "names both a volume and a container");
        }
        String name = volume + container;
        if (!VolumeNames.isName(name)) {
            throw unclear("cannot have \"" + name + "\", which is no name that engines take");
        }
        if (container.isEmpty() && !mounts.isEmpty()) {
            throw unclear("has mounts, but no container");
        }
        mounts.stream().filter(path -> !path.startsWith("/")).findFirst().ifPresent(path -> {
            throw unclear("has \"" + path + "\" as a mount, which is no absolute path inside of a container");
        });
        exclude.stream().filter(pattern -> pattern.startsWith("/")).findFirst().ifPresent(pattern -> {
            throw unclear("leaves out \"" + pattern + "\", but volumes have no whole paths");
        });
    }

    private ConfigurationException unclear(String why) {
        return new ConfigurationException(Failure.of("HF-CTR-060", "target " + id.name() + " " + why)
                .hint("Name a volume, or a container with paths inside of it as mounts; patterns are for paths below.")
                .with("target", id.name()));
    }

    private Via via() {
        String word = settings.text(VIA).orElse(Via.AUTO.word());
        return Arrays.stream(Via.values())
                .filter(via -> via.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        Failure.of("HF-CFG-010", "setting " + VIA + " is not auto, path or engine")
                                .with("setting", VIA)));
    }

    /** Two definitions are equal if they are for the same engine, have the same name and say the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VolumeTarget that && id.equals(that.id) && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, settings);
    }

    /** {@return the identity} */
    @Override
    public String toString() {
        return id.toString();
    }
}
