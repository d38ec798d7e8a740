package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down where snapshots are made, and removes them by what was written. */
final class SnapshotRecords {

    private static final String ACT = "act";
    private static final String SNAPSHOT = "snapshot";
    private static final String PLACE = "place.";
    private static final int VERSION = 1;

    /** A snapshot goes whatever happened, a cancel as well. */
    private static final Cancellation NEVER = new Cancellation() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void check() {}

        @Override
        public Registration onCancel(Runnable action) {
            return () -> {};
        }
    };

    private final TargetId id;
    private final Settings settings;

    SnapshotRecords(TargetId id, Settings settings) {
        this.id = id;
        this.settings = settings;
    }

    void writeDown(List<SnapshotPlace> places, RunContext context) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(ACT, SNAPSHOT);
        for (int i = 0; i < places.size(); i++) {
            data.put(PLACE + (i + 1), Roots.encode(PathNames.text(places.get(i).directory())));
        }
        ParticipantId owner = new ParticipantId(ParticipantId.Role.TARGET, id.name());
        context.undo(new UndoRecord(owner, id.type(), settings, "target:" + id.name(), VERSION, data));
    }

    /** Tells whether a record is of a snapshot. */
    static boolean isOf(UndoRecord record) {
        return SNAPSHOT.equals(record.data().get(ACT));
    }

    /** Removes what is left of a snapshot. */
    static void undo(UndoRecord record) throws IOException {
        for (int i = 1; record.data().containsKey(PLACE + i); i++) {
            remove(PathNames.path(Roots.decode(record.data().getOrDefault(PLACE + i, ""))));
        }
    }

    /** Removes a snapshot if it is there; the files that it held stay under their own names. */
    static void remove(Path directory) throws IOException {
        if (!SnapshotPlace.isName(PathNames.lastName(directory).value())) {
            throw new IllegalArgumentException(HoldFailures.shown(directory) + " is no snapshot");
        }
        Removal.remove(directory, NEVER);
    }
}
