package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Severity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Times that the JDK cannot set: of links to the nanosecond, before 1970 with a fraction, after 2262, and of FIFOs and devices, which it would
 * open. They are set by {@code touch}, many at once, and looked at afterwards. Thread-safe.
 */
final class LateTimes {

    private static final int AT_ONCE = 2048;
    private static final Instant LATEST = Instant.ofEpochSecond(9_223_372_036L);

    private record Late(Path path, Instant time) {}

    private final Tools tools;
    private final RestoreLog log;
    private List<Late> late = new ArrayList<>();

    LateTimes(Tools tools, RestoreLog log) {
        this.tools = tools;
        this.log = log;
    }

    /** Tells whether the JDK sets a time of a regular file or directory as it is. */
    static boolean isSettable(Instant time) {
        return (time.getEpochSecond() >= 0 || time.getNano() == 0)
                && time.isBefore(LATEST)
                && time.getEpochSecond() > -9_223_372_036L;
    }

    /** Has a time set later. */
    void add(Path path, Instant time) throws InterruptedException {
        List<Late> full = null;
        synchronized (this) {
            late.add(new Late(path, time));
            if (late.size() >= AT_ONCE) {
                full = late;
                late = new ArrayList<>();
            }
        }
        if (full != null) {
            set(full);
        }
    }

    /** Sets what was not set yet. */
    void flush() throws InterruptedException {
        List<Late> rest;
        synchronized (this) {
            rest = late;
            late = new ArrayList<>();
        }
        if (!rest.isEmpty()) {
            set(rest);
        }
    }

    private void set(List<Late> times) throws InterruptedException {
        List<byte[]> arguments = new ArrayList<>(2 * times.size());
        for (Late one : times) {
            BigDecimal seconds = BigDecimal.valueOf(one.time().getEpochSecond())
                    .add(BigDecimal.valueOf(one.time().getNano(), 9));
            arguments.add(("--date=@" + seconds.toPlainString()).getBytes(StandardCharsets.US_ASCII));
            arguments.add(PathNames.bytes(one.path()));
        }
        String complaint = tools.run(arguments, 2, "touch", "-h", "-c");
        for (Late one : times) {
            verify(one, complaint);
        }
    }

    private void verify(Late one, String complaint) {
        String why;
        try {
            Instant now = FileStat.of(one.path()).modified().toInstant();
            if (now.equals(one.time()) || !LateTimes.isSettable(one.time()) && isAsGood(now, one.time())) {
                return;
            }
            why = complaint.isEmpty() ? "the file system made " + now + " of it" : complaint;
        } catch (IOException e) {
            why = Reasons.of(e);
        }
        String text = PathNames.text(one.path());
        log.add(
                Severity.WARNING,
                "HF-FIL-034",
                text,
                "cannot set the time " + one.time() + " of " + CaptureLog.display(text) + ": " + why,
                "");
    }

    /** The JDK itself cannot read all of a time after 2262: it gives microseconds there. */
    private static boolean isAsGood(Instant now, Instant wanted) {
        return wanted.isAfter(LATEST)
                && now.getEpochSecond() == wanted.getEpochSecond()
                && now.getNano() / 1000 == wanted.getNano() / 1000;
    }
}
