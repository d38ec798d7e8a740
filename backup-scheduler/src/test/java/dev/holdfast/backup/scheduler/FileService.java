package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A service of one node that outlives the node's process: it stands still while its file is there. The hook stops it around a run. */
record FileService(Path file) implements HookDefinition {

    private static final String TYPE = "file-service";

    @Override
    public String name() {
        return "stop-" + file.getFileName();
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Settings settings() {
        return Settings.none();
    }

    @Override
    public LifecycleHook open() {
        return new Hook();
    }

    private final class Hook implements LifecycleHook {

        @Override
        public void enter(HookContext context) throws IOException {
            context.undo(new UndoRecord(
                    new ParticipantId(ParticipantId.Role.HOOK, name()),
                    TYPE,
                    Settings.none(),
                    "service:" + file,
                    1,
                    Map.of()));
            Files.writeString(file, "stopped");
        }

        @Override
        public void undo(UndoRecord record, RunContext context) throws IOException {
            Files.deleteIfExists(file);
        }
    }
}
