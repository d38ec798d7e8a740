package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.UndoRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One root's part in a staged restore, as undo records hold it; all paths are absolute, in the escaped form of {@link
 * dev.holdfast.backup.spi.EntryName}, written with {@link Roots#encode}.
 *
 * @param live where the live one is
 * @param staged where its copy is made
 * @param old where the live one is kept after the swap
 * @param made the topmost directory that had to be made for the copy, or an empty text
 * @param identity which file the copy is, or an empty text before it is complete
 * @param replaces whether there is a live one; else {@code old} is an empty file that stands for "there was none", so that what is to be undone
 *     can be told from what was undone
 */
record Swap(String live, String staged, String old, String made, String identity, boolean replaces) {

    /** Returns where an old one is put that is being dropped. */
    String dropped() {
        return old + "-dropped";
    }

    /** Returns where something is put that took the live one's place while there was none. */
    String aside() {
        return old + "-aside";
    }

    static Map<String, String> toData(String act, List<Swap> swaps) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("act", act);
        int i = 1;
        for (Swap swap : swaps) {
            data.put("live." + i, Roots.encode(swap.live));
            data.put("staged." + i, Roots.encode(swap.staged));
            data.put("old." + i, Roots.encode(swap.old));
            data.put("made." + i, swap.made.isEmpty() ? "" : Roots.encode(swap.made));
            data.put("identity." + i, swap.identity);
            data.put("replaces." + i, Boolean.toString(swap.replaces));
            i++;
        }
        return data;
    }

    static List<Swap> of(UndoRecord record) {
        Map<String, String> data = record.data();
        List<Swap> swaps = new ArrayList<>();
        for (int i = 1; data.containsKey("live." + i); i++) {
            swaps.add(new Swap(
                    get(data, "live." + i),
                    get(data, "staged." + i),
                    get(data, "old." + i),
                    get(data, "made." + i),
                    data.getOrDefault("identity." + i, ""),
                    Boolean.parseBoolean(data.getOrDefault("replaces." + i, "true"))));
        }
        return swaps;
    }

    private static String get(Map<String, String> data, String name) {
        return Roots.decode(data.getOrDefault(name, ""));
    }
}
