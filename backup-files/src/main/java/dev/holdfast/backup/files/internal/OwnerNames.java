package dev.holdfast.backup.files.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The names of owners by their numbers, each asked for once. Thread-safe. */
final class OwnerNames {

    // A machine has few owners; a tree of millions of made-up ones must not fill the heap.
    private static final int LIMIT = 100_000;

    private final Map<Long, String> users = new ConcurrentHashMap<>();
    private final Map<Long, String> groups = new ConcurrentHashMap<>();

    String user(long id, Path example) {
        return name(users, id, "unix:owner", example);
    }

    String group(long id, Path example) {
        return name(groups, id, "unix:group", example);
    }

    private static String name(Map<Long, String> known, long id, String attribute, Path example) {
        String name = known.get(id);
        if (name != null) {
            return name;
        }
        try {
            Object principal = Files.getAttribute(example, attribute, LinkOption.NOFOLLOW_LINKS);
            name = ((Principal) principal).getName();
        } catch (IOException e) {
            // The file went away meanwhile: its number is known, and the next one with it is asked again.
            return "";
        }
        // The JDK makes up a name from the number where there is none.
        String found = name.equals(Integer.toString((int) id)) || name.equals(Long.toString(id)) ? "" : name;
        if (known.size() < LIMIT) {
            known.put(id, found);
        }
        return found;
    }
}
