package dev.holdfast.backup.sqlite.internal.restore;

import dev.holdfast.backup.spi.UndoRecord;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a staged restore, as undo records hold them.
 *
 * @param live the live database
 * @param staged its copy, beside it
 * @param old where the live one is kept after the swap
 * @param identity which file the copy is, or an empty text before it is complete
 * @param replaces whether there is a live one; else {@code old} is an empty file that stands for "there was none"
 */
record SwapPlan(Path live, Path staged, Path old, String identity, boolean replaces) {

    static final String STAGE = "stage";
    static final String SWAP = "swap";

    private static final String STAGED_NAME = ".holdfast-restore-";
    private static final String OLD_NAME = ".holdfast-old-";

    static SwapPlan begin(Path live, String id) {
        return new SwapPlan(live, live.resolveSibling(STAGED_NAME + id), live.resolveSibling(OLD_NAME + id), "", true);
    }

    /** Returns the plan of the swap of a copy that {@link #begin} named. */
    static SwapPlan of(Path live, Path staged, String identity, boolean replaces) {
        String id = String.valueOf(staged.getFileName()).substring(STAGED_NAME.length());
        return new SwapPlan(live, staged, staged.resolveSibling(OLD_NAME + id), identity, replaces);
    }

    static SwapPlan of(UndoRecord record) {
        Map<String, String> data = record.data();
        return new SwapPlan(
                Path.of(data.getOrDefault("live", "")),
                Path.of(data.getOrDefault("staged", "")),
                Path.of(data.getOrDefault("old", "")),
                data.getOrDefault("identity", ""),
                Boolean.parseBoolean(data.getOrDefault("replaces", "true")));
    }

    Map<String, String> data(String act) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("act", act);
        data.put("live", live.toString());
        data.put("staged", staged.toString());
        data.put("old", old.toString());
        data.put("identity", identity);
        data.put("replaces", Boolean.toString(replaces));
        return data;
    }

    /** Returns where an old one is put that is being dropped. */
    Path dropped() {
        return old.resolveSibling(old.getFileName() + "-dropped");
    }

    /** Returns where something is put that took the live one's place while there was none. */
    Path aside() {
        return old.resolveSibling(old.getFileName() + "-aside");
    }
}
