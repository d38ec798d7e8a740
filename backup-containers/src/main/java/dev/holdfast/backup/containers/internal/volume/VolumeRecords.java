package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.containers.internal.docker.Endpoint;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target's undo records. Those of the files themselves hold a record of the target for files.
 *
 * @param id the target
 * @param settings its settings
 */
record VolumeRecords(TargetId id, Settings settings) {

    /** A container was made that is to be removed. */
    static final String HELPER = "helper";

    /** A volume was made, which goes again if the restore does not come to its end. */
    static final String VOLUME = "volume";

    /** Directories were swapped; an undo must not swap them back under a container that runs. */
    static final String SWAPPED = "swapped";

    /** Files were staged or swapped. */
    static final String FILES = "files";

    private static final int VERSION = 1;

    private static final String ACT = "act";
    private static final String HOST = "host";
    private static final String TLS = "tls";
    private static final String NAME = "name";
    private static final String MARK = "mark";
    private static final String PATH = "path.";
    private static final String INNER = "files.";
    private static final String INNER_VERSION = "version";

    UndoRecord helper(Endpoint endpoint, String container, String run) {
        return record(HELPER, endpoint, Map.of(NAME, container, MARK, run));
    }

    UndoRecord volume(Endpoint endpoint, String volume, String mark) {
        return record(VOLUME, endpoint, Map.of(NAME, volume, MARK, mark));
    }

    UndoRecord swapped(Endpoint endpoint, Iterable<String> paths) {
        Map<String, String> data = new LinkedHashMap<>();
        int number = 1;
        for (String path : paths) {
            data.put(PATH + number++, path);
        }
        return record(SWAPPED, endpoint, data);
    }

    UndoRecord files(UndoRecord its) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(ACT, FILES);
        data.put(INNER_VERSION, Integer.toString(its.version()));
        its.data().forEach((key, value) -> data.put(INNER + key, value));
        return record(data);
    }

    /** Returns the record of the target for files that a record holds. */
    static UndoRecord inner(UndoRecord record) {
        Map<String, String> data = new LinkedHashMap<>();
        record.data().forEach((key, value) -> {
            if (key.startsWith(INNER)) {
                data.put(key.substring(INNER.length()), value);
            }
        });
        return new UndoRecord(
                record.owner(),
                FILES,
                Settings.none(),
                record.resource(),
                Integer.parseInt(record.data().getOrDefault(INNER_VERSION, "0")),
                data);
    }

    private UndoRecord record(String act, Endpoint endpoint, Map<String, String> more) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(ACT, act);
        data.put(HOST, endpoint.host());
        if (endpoint.tls() != null) {
            data.put(TLS, endpoint.tls().toString());
        }
        data.putAll(more);
        return record(data);
    }

    private UndoRecord record(Map<String, String> data) {
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.TARGET, id.name()),
                id.type(),
                settings,
                "target:" + id.name(),
                VERSION,
                data);
    }

    static String act(UndoRecord record) {
        if (record.version() != VERSION) {
            throw new TargetException(Failure.of(
                            "HF-CTR-017",
                            "the record on " + record.resource() + " has a form that this version does not know")
                    .hint("Run recover with the version that wrote it.")
                    .with("version", record.version()));
        }
        return record.data().getOrDefault(ACT, "");
    }

    static Endpoint endpoint(UndoRecord record) {
        @Nullable String tls = record.data().get(TLS);
        return new Endpoint(record.data().getOrDefault(HOST, ""), tls == null ? null : Path.of(tls));
    }

    static String name(UndoRecord record) {
        return record.data().getOrDefault(NAME, "");
    }

    static String mark(UndoRecord record) {
        return record.data().getOrDefault(MARK, "");
    }

    static List<String> paths(UndoRecord record) {
        List<String> paths = new ArrayList<>();
        for (int i = 1; record.data().containsKey(PATH + i); i++) {
            paths.add(record.data().getOrDefault(PATH + i, ""));
        }
        return paths;
    }
}
