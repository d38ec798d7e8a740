package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RunContext;
import java.util.Map;
import java.util.TreeMap;

/** What a restore could not do as it should: the first problems of a kind one by one, then their number. Thread-safe. */
final class RestoreLog {

    private static final int REPORTED = 20;

    private final RunContext context;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Severity> severities = new TreeMap<>();

    RestoreLog(RunContext context) {
        this.context = context;
    }

    synchronized void add(Severity severity, String code, String text, String message, String hint) {
        int count = counts.merge(code, 1, Integer::sum);
        severities.merge(code, severity, (a, b) -> a.compareTo(b) > 0 ? a : b);
        if (count <= REPORTED) {
            context.problem(new Problem(severity, code, message, hint, Map.of("path", CaptureLog.display(text))));
        }
    }

    /** Reports how many were not reported one by one. */
    synchronized void finish() {
        counts.forEach((code, count) -> {
            if (count > REPORTED) {
                Severity severity = severities.getOrDefault(code, Severity.WARNING);
                context.problem(new Problem(
                        severity, code, (count - REPORTED) + " more problems of this kind, " + count + " in all", ""));
            }
        });
    }
}
