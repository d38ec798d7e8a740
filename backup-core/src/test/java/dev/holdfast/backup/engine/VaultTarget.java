package dev.holdfast.backup.engine;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import dev.holdfast.backup.spi.TunedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A target of the engine's tests that does nothing without its password, like a database; what it holds is in its world. */
final class VaultTarget implements BackupTarget, StagedRestore, TunedRestore {

    /** What all vaults of a test share, as a server would be. */
    static final class World {
        String live = "first";

        @Nullable String staged;

        @Nullable String old;

        String password = "open sesame";
        boolean inUse;
        final List<Map<String, String>> options = new ArrayList<>();
        final List<String> places = new ArrayList<>();
    }

    /** Makes vaults of settings. */
    static final class Provider implements TargetProvider {
        private final World world;

        Provider(World world) {
            this.world = world;
        }

        @Override
        public String type() {
            return "vault";
        }

        @Override
        public List<Setting> settings() {
            return List.of(
                    Setting.required("address", SettingType.TEXT, "Where it is."),
                    Setting.optional("password", SettingType.TEXT, "Opens it.").asSecret());
        }

        @Override
        public TargetDefinition create(String name, Settings settings) {
            settings.requireText("address");
            return definition(world, name, settings);
        }
    }

    private final World world;
    private final TargetId id;
    private final Settings settings;

    private VaultTarget(World world, TargetId id, Settings settings) {
        this.world = world;
        this.id = id;
        this.settings = settings;
    }

    static TargetDefinition definition(World world, String name, Settings settings) {
        TargetId id = new TargetId("vault", name);
        return new TargetDefinition() {
            @Override
            public TargetId id() {
                return id;
            }

            @Override
            public Settings settings() {
                return settings;
            }

            @Override
            public BackupTarget open() {
                return new VaultTarget(world, id, settings);
            }
        };
    }

    static Settings settings(Secret password) {
        return Settings.of(Map.of("address", "bank", "password", password));
    }

    private void enter() {
        String given = settings.secret("password")
                .map(secret -> new String(secret.reveal()))
                .orElse("");
        if (!given.equals(world.password)) {
            throw new TargetException(Failure.of("TEST-001", "wrong password"));
        }
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public List<Setting> restoreOptions() {
        return List.of(
                Setting.optional("polish", SettingType.FLAG, "Whether to polish."),
                Setting.choice("colour", List.of("red", "blue"), "red", "Its colour."));
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws IOException {
        enter();
        try (OutputStream out = sink.artifact("gold")) {
            out.write(world.live.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String read(BackupReader from) throws IOException {
        try (var in = from.artifact("gold")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws IOException {
        enter();
        world.options.add(how.options());
        context.undo(record("place"));
        if (how.way() == RestoreWay.TO) {
            world.places.add(how.destination() + "=" + read(from));
        }
    }

    private UndoRecord record(String act) {
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.TARGET, id.name()),
                id.type(),
                settings,
                "vault " + id.name(),
                1,
                Map.of("act", act));
    }

    @Override
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws IOException {
        enter();
        world.options.add(how.options());
        context.undo(record("stage"));
        world.staged = read(from);
        return new RestoredCopy(Map.of("live", "staged"));
    }

    @Override
    public void swap(RestoredCopy copy, RunContext context) {
        enter();
        context.undo(record("swap"));
        world.old = world.live;
        world.live = String.valueOf(world.staged);
        world.staged = null;
    }

    @Override
    public void undo(UndoRecord record, RunContext context) {
        enter();
        switch (record.data().getOrDefault("act", "")) {
            case "swap" -> {
                if (world.old != null) {
                    world.live = world.old;
                    world.old = null;
                }
            }
            case "place" -> world.places.clear();
            default -> world.staged = null;
        }
    }

    @Override
    public void release(UndoRecord record, RunContext context) {
        enter();
        if (world.inUse) {
            throw new RefusedException(Failure.of("TEST-002", "the old one is in use"));
        }
        if ("swap".equals(record.data().get("act"))) {
            world.old = null;
        }
    }
}
