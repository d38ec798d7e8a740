package dev.holdfast.backup.containers.internal.volume;

import java.util.regex.Pattern;

/** What engines take as names of volumes and containers. */
public final class VolumeNames {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

    private VolumeNames() {}

    /**
     * Tells whether engines take a text as a name.
     *
     * @param text the text
     * @return whether they do
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
