package dev.holdfast.backup.cli.output;

import dev.holdfast.backup.event.BackupEvent;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.event.ProgressMade;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that shows how far the work is: a bar, percent, rate, time left. Thread-safe.
 *
 * <p>It is taken away when it is closed, so that what follows begins at the left edge.
 */
public final class ProgressLine implements BackupListener, AutoCloseable {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final int BAR_MOST = 30;
    private static final int BAR_LEAST = 8;
    private static final String CLEAR = "\r" + (char) 0x1b + "[K";

    private final PrintStream err;
    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private final RateMeter rate = new RateMeter();
    private final Map<String, Long> estimates = new HashMap<>();
    private String object = "";
    private long lastDrawn;
    private boolean visible;
    private boolean closed;

    /**
     * Makes a line that shows nothing until something happens.
     *
     * @param err standard error, a terminal
     * @param terminal what it can show
     * @param nanoTime a clock that only goes forward, in nanoseconds
     */
    public ProgressLine(PrintStream err, Terminal terminal, LongSupplier nanoTime) {
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.lastDrawn = nanoTime.getAsLong() - REDRAW_NANOS;
    }

    /**
     * Says how much there will be of a target that does not say so itself.
     *
     * @param target the target's name
     * @param bytes how much there was the last time
     */
    public synchronized void estimate(String target, long bytes) {
        estimates.put(target, bytes);
    }

    @Override
    public synchronized void onEvent(BackupEvent event) {
        if (event instanceof ProgressMade progress) {
            if (!progress.target().equals(object)) {
                object = progress.target();
                rate.restart();
            }
            long now = nanoTime.getAsLong();
            rate.take(now, progress.bytes());
            if (now - lastDrawn >= REDRAW_NANOS) {
                lastDrawn = now;
                draw(text(progress));
            }
        } else if (event instanceof PhaseStarted phase) {
            draw(Style.FAINT.on(
                    cut(TextWidth.safe(
                            phase.object().isEmpty() ? phase.phase() : phase.object() + "  " + phase.phase())),
                    terminal.color()));
        }
    }

    private void draw(String text) {
        if (!closed) {
            err.print(CLEAR + text);
            err.flush();
            visible = true;
        }
    }

    private String text(ProgressMade progress) {
        List<String> parts = new ArrayList<>();
        long bytes = progress.bytes();
        Long estimate = estimates.get(progress.target());
        boolean told = progress.expectedBytes().isPresent();
        boolean expected = told || estimate != null;
        long all = Math.max(progress.expectedBytes().orElse(estimate == null ? 0 : estimate), bytes);
        if (expected) {
            // What is not done is not 100 %.
            long percent = all == 0 ? 0 : Math.min(99, 100 * (bytes / 1024) / Math.max(1, all / 1024));
            parts.add((percent < 10 ? " " : "") + percent + " %");
            parts.add(Human.bytes(bytes) + (told ? " of " : " of about ") + Human.bytes(all));
        } else {
            parts.add(Human.bytes(bytes));
        }
        long perSecond = rate.bytesPerSecond();
        if (perSecond > 0) {
            parts.add(Human.bytes(perSecond) + "/s");
        }
        if (progress.entries() > 0) {
            parts.add(Human.count(progress.entries(), "entry"));
        }
        if (expected && perSecond > 0 && all > bytes) {
            parts.add(Human.duration(Duration.ofSeconds(Math.max(1, (all - bytes) / perSecond))) + " left");
        }
        String name = TextWidth.safe(progress.target());
        String figures = String.join("  ", parts);
        int room = terminal.columns() - 1 - TextWidth.of(name) - TextWidth.of(figures) - 6;
        if (expected && room >= BAR_LEAST) {
            int width = Math.min(room, BAR_MOST);
            int full = all == 0 ? 0 : (int) (width * ((double) bytes / all));
            String bar = Style.GOOD.on("#".repeat(full), terminal.color()) + ".".repeat(width - full);
            return name + "  [" + bar + "]  " + figures;
        }
        return cut(name + "  " + figures);
    }

    /** A line that wraps cannot be drawn over. */
    private String cut(String text) {
        StringBuilder kept = new StringBuilder();
        int room = terminal.columns() - 1;
        for (int i = 0; i < text.length(); ) {
            String next = Character.toString(text.codePointAt(i));
            room -= TextWidth.of(next);
            if (room < 0) {
                break;
            }
            kept.append(next);
            i += next.length();
        }
        return kept.toString();
    }

    /** Takes the line away. Nothing is drawn any more. */
    @Override
    public synchronized void close() {
        closed = true;
        pause();
    }

    /** Takes the line away until work goes on. */
    public synchronized void pause() {
        if (visible) {
            err.print(CLEAR);
            err.flush();
            visible = false;
        }
    }
}
