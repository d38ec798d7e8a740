package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.BackupSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which places a backup is of, in its facts: what is needed to make the volumes again. */
final class PlaceFacts {

    private static final String ROOT = "root.";
    private static final String VOLUME = "volume.";
    private static final String BIND = "bind.";

    /** All facts together have 48 KiB. */
    private static final int MOST_BYTES = 32 * 1024;

    private PlaceFacts() {}

    /** Writes all but the roots, which whoever captures the files writes. */
    static void record(List<Place> places, BackupSink sink) {
        int bytes = 0;
        int number = 1;
        for (Place place : places) {
            String prefix = (place.isVolume() ? VOLUME : BIND) + number;
            sink.fact(prefix, place.isVolume() ? place.volume() : place.path());
            if (place.external()) {
                sink.fact(prefix + ".external", "true");
            }
            Map<String, String> more = new LinkedHashMap<>();
            place.options().forEach((key, value) -> more.put(prefix + ".option." + key, value));
            place.labels().forEach((key, value) -> more.put(prefix + ".label." + key, value));
            for (Map.Entry<String, String> fact : more.entrySet()) {
                bytes += fact.getKey().length() + fact.getValue().getBytes(StandardCharsets.UTF_8).length;
                if (bytes <= MOST_BYTES) {
                    sink.fact(fact.getKey(), fact.getValue());
                }
            }
            number++;
        }
    }

    static void recordRoots(List<Place> places, BackupSink sink) {
        int number = 1;
        for (Place place : places) {
            sink.fact(ROOT + number++, place.root());
        }
    }

    /** Reads the places of a backup; their paths are those of the machine of the backup. */
    static List<Place> of(Map<String, String> facts) {
        List<Place> places = new ArrayList<>();
        for (int i = 1; facts.containsKey(VOLUME + i) || facts.containsKey(BIND + i); i++) {
            String bind = facts.get(BIND + i);
            if (bind != null) {
                if (!bind.startsWith("/")) {
                    throw unreadable();
                }
                places.add(Place.bound(bind));
                continue;
            }
            String prefix = VOLUME + i;
            String name = facts.getOrDefault(prefix, "");
            if (!VolumeNames.isName(name)) {
                throw unreadable();
            }
            places.add(new Place(
                    name,
                    "",
                    false,
                    facts.containsKey(prefix + ".external"),
                    below(facts, prefix + ".option."),
                    below(facts, prefix + ".label.")));
        }
        if (places.isEmpty()) {
            throw unreadable();
        }
        return places;
    }

    private static Map<String, String> below(Map<String, String> facts, String prefix) {
        Map<String, String> below = new LinkedHashMap<>();
        facts.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), value);
            }
        });
        return below;
    }

    private static IntegrityException unreadable() {
        return new IntegrityException(Failure.of("HF-CTR-069", "the backup does not say which volumes it is of")
                .hint("Restore its archive by hand, as its RESTORE.md says."));
    }
}
