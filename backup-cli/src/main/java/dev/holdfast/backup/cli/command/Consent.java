package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.TextWidth;
import java.util.Locale;

/** Asks whoever sits at the terminal. */
final class Consent {

    private final Host host;

    Consent(Host host) {
        this.host = host;
    }

    /** Tells whether there is somebody to ask. */
    boolean canAsk() {
        return host.terminal().canAsk();
    }

    /**
     * Asks.
     *
     * @param question a question to be answered with yes or no
     * @return whether the answer is yes; anything else is no
     * @throws InterruptedException if the wait was cancelled
     */
    boolean ask(String question) throws InterruptedException {
        host.err().print(TextWidth.safe(question) + " [y/N] ");
        host.err().flush();
        String answer = host.answers().readLine();
        if (answer == null) {
            host.err().println();
            return false;
        }
        String word = answer.trim().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
