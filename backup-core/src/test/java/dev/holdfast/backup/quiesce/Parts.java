package dev.holdfast.backup.quiesce;

import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Parts of a host that rest and go on, and what they were asked for. */
final class Parts {

    /** What is asked of parts, in order: {@code rest NAME}, {@code go NAME}. */
    final List<String> log = new CopyOnWriteArrayList<>();

    private final Map<String, Boolean> resting = new LinkedHashMap<>();
    private String broken = "";

    Quiesceable part(String name) {
        resting.put(name, false);
        return new Quiesceable() {
            @Override
            public void quiesce(Deadline budget) throws IOException {
                if (name.equals(broken)) {
                    throw new IOException(name + " is busy");
                }
                set(name, true, "rest ");
            }

            @Override
            public void resume() {
                set(name, false, "go ");
            }
        };
    }

    private synchronized void set(String name, boolean rests, String word) {
        resting.put(name, rests);
        log.add(word + name);
    }

    void breaks(String name) {
        broken = name;
    }

    synchronized List<String> resting() {
        List<String> names = new ArrayList<>();
        resting.forEach((name, rests) -> {
            if (rests) {
                names.add(name);
            }
        });
        return names;
    }
}
