package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.SizeEstimate.SourceSize;
import java.io.IOException;
import java.util.OptionalLong;

/** Adds up what a capture would find, by a walk of its own. */
final class FilesEstimate {

    private FilesEstimate() {}

    /** Walks; a file with several names counts once for each, so the sum is rather too high than too low. */
    static SourceSize of(CaptureOptions options, RunContext context) throws IOException {
        long bytes = 0;
        long entries = 0;
        try (TreeWalk walk = new TreeWalk(options.outerRootsFirst(), WalkLog.SILENT, context.cancellation())) {
            for (Found found = walk.next(); found != null; found = walk.next()) {
                if (context.deadline().isOver()) {
                    return SourceSize.UNKNOWN;
                }
                entries++;
                bytes += found.stat().isRegular() ? found.stat().size() : 0;
            }
        }
        return new SourceSize(OptionalLong.of(bytes), OptionalLong.of(entries));
    }
}
