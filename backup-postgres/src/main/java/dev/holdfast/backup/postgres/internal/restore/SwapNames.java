package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.spi.UndoRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The names of a restore: {@code orders}, {@code orders_holdfast_new_1a2b3c4d} beside it, and {@code orders_holdfast_old_1a2b3c4d} after the
 * swap. A long name is cut so that what is added fits into the 63 bytes there are.
 *
 * @param id eight hexadecimal digits that no other restore has
 * @param live the database that is restored
 * @param staged its copy
 * @param old the live one after the swap
 */
record SwapNames(String id, String live, String staged, String old) {

    private static final String NEW = "_holdfast_new_";
    private static final String OLD = "_holdfast_old_";
    private static final int ID_LENGTH = 8;

    static SwapNames of(String live) {
        return with(UUID.randomUUID().toString().substring(0, ID_LENGTH), live);
    }

    /** Returns the names that a copy has told by its own. */
    static SwapNames of(String live, String staged) {
        return with(staged.substring(staged.length() - ID_LENGTH), live);
    }

    /** Returns names that nobody will use, to try what a name of that form may do. */
    static SwapNames sample(String live) {
        return with("00000000", live);
    }

    private static SwapNames with(String id, String live) {
        String begin = Statements.shortened(live, NEW.length() + ID_LENGTH);
        return new SwapNames(id, live, begin + NEW + id, begin + OLD + id);
    }

    /** The name by which sessions and tools of this restore call themselves, so that recovery finds and ends them. */
    String session() {
        return session(id);
    }

    static String session(String id) {
        return "holdfast-" + id;
    }

    Map<String, String> toData(String act) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("act", act);
        data.put("id", id);
        data.put("live", live);
        data.put("staged", staged);
        data.put("old", old);
        return data;
    }

    static SwapNames of(UndoRecord record) {
        Map<String, String> data = record.data();
        return new SwapNames(
                data.getOrDefault("id", ""),
                data.getOrDefault("live", ""),
                data.getOrDefault("staged", ""),
                data.getOrDefault("old", ""));
    }
}
