package dev.holdfast.backup.postgres.internal.client;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one tool has at hand where it runs: its password and its list of entries, for its user alone, and gone with it. */
interface Workplace {

    /** {@return the path of the file with the password as the tool sees it, or {@code null} if there is none} */
    @Nullable String passFile();

    /** {@return the path of the list of entries as the tool sees it, or {@code null} if there is none} */
    @Nullable String entries();

    /**
     * Returns the command that starts the tool.
     *
     * @param tool which
     * @param arguments its arguments
     * @param variables variables that it needs there; no secret
     * @return program and arguments
     */
    List<String> command(Tool tool, List<String> arguments, Map<String, String> variables);

    /**
     * Removes what is there. Of a tool that did not come to its end, ends what the end of our own process does not reach.
     *
     * @param ended whether the tool has ended by itself
     */
    void leave(boolean ended) throws IOException;
}
