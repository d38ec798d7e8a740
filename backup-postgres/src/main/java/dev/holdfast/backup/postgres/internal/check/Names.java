package dev.holdfast.backup.postgres.internal.check;

import java.util.List;

/** Shows a few of many names. */
final class Names {

    private static final int SHOWN = 5;

    private Names() {}

    static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }
}
