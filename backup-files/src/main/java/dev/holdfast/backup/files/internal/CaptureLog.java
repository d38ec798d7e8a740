package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What could not be captured as it should be: the first ones go to the report, all of them to the evidence {@code problems.jsonl}.
 *
 * <p>The list is kept in memory while it is short and in scratch when it is long: a tree of a million unreadable files must not fill the
 * heap. Thread-safe.
 */
final class CaptureLog implements WalkLog, AutoCloseable {

    private static final int REPORTED = 40;
    private static final int IN_MEMORY = 256 * 1024;

    private final RunContext context;
    private final boolean failOnChange;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private @Nullable Scratch scratch;
    private @Nullable OutputStream tail;
    private long total;
    private int reported;
    private long unreported;
    private Severity worst = Severity.INFO;

    CaptureLog(RunContext context, boolean failOnChange) {
        this.context = context;
        this.failOnChange = failOnChange;
    }

    /** {@inheritDoc} Fails the backup if that was asked for. */
    @Override
    public void lost(String code, String text, String message, String hint) throws IOException {
        if (failOnChange) {
            throw new TargetException(Failure.of("HF-FIL-020", message + ", and on-change is fail")
                    .hint(hint)
                    .with("path", display(text))
                    .with("problem", code));
        }
        add(Severity.WARNING, code, text, message, hint);
    }

    @Override
    public synchronized void add(Severity severity, String code, String text, String message, String hint)
            throws IOException {
        total++;
        counts.merge(code, 1, Integer::sum);
        write(line(severity, code, text, message));
        if (severity.compareTo(worst) > 0) {
            worst = severity;
        }
        if (reported < REPORTED) {
            reported++;
            context.problem(new Problem(severity, code, message, hint, Map.of("path", display(text))));
        } else {
            unreported++;
        }
    }

    private void write(byte[] line) throws IOException {
        if (tail == null && head.size() + line.length <= IN_MEMORY) {
            head.writeBytes(line);
            return;
        }
        if (tail == null) {
            scratch = context.scratch(0);
            tail = Files.newOutputStream(file(scratch));
        }
        tail.write(line);
    }

    private static Path file(Scratch scratch) {
        return scratch.directory().resolve("problems.jsonl");
    }

    private static byte[] line(Severity severity, String code, String text, String message) {
        StringBuilder json = new StringBuilder("{\"severity\":\"")
                .append(severity)
                .append("\",\"code\":\"")
                .append(code)
                .append("\",\"path\":")
                .append(Json.quote(display(text)));
        if (!PathNames.isPlain(text)) {
            json.append(",\"pathHex\":\"")
                    .append(HexFormat.of().formatHex(new EntryName(text).bytes()))
                    .append('"');
        }
        return json.append(",\"message\":")
                .append(Json.quote(message))
                .append("}\n")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes the complete list to the evidence if there is any, and a summary to the report if not all were reported one by one.
     *
     * @param sink the backup, without an open stream
     */
    synchronized void finish(BackupSink sink) throws IOException {
        if (total == 0) {
            return;
        }
        if (tail != null) {
            tail.close();
        }
        try (OutputStream out = sink.evidence("problems.jsonl")) {
            head.writeTo(out);
            if (scratch != null) {
                try (InputStream in = Files.newInputStream(file(scratch))) {
                    in.transferTo(out);
                }
            }
        }
        if (unreported > 0) {
            context.problem(new Problem(
                    worst,
                    "HF-FIL-019",
                    unreported + " more problems of " + total + " in all: " + counts,
                    "The complete list is in the backup's evidence problems.jsonl."));
        }
    }

    /** Returns a path for people. */
    static String display(String text) {
        return new EntryName(text.isEmpty() ? "/" : text).display();
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            if (tail != null) {
                tail.close();
            }
        } finally {
            if (scratch != null) {
                scratch.close();
                scratch = null;
            }
        }
    }
}
