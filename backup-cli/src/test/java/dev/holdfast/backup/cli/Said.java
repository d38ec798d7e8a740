package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Waits for what a process says. */
public final class Said {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Said() {}

    /** Returns when the log has it, a regular expression. */
    public static void awaits(String pattern, Callable<String> log) throws Exception {
        awaits(pattern, log, () -> true);
    }

    /** Returns when the log has it, a regular expression; fails at once when nobody is there to say it. */
    static void awaits(String pattern, Callable<String> log, BooleanSupplier lives) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (String said = log.call(); !wanted.matcher(said).find(); said = log.call()) {
            assertThat(lives.getAsBoolean() && System.nanoTime() < end)
                    .as("says \"%s\": %s", pattern, said)
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
