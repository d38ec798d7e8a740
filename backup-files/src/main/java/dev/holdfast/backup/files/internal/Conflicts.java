package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks through the names of an archive, before anything is written, for what is there already. */
final class Conflicts {

    private static final int TOLD = 20;

    private Conflicts() {}

    /**
     * Refuses a restore if anything is in the place of an entry; directories in the place of directories are no conflict.
     *
     * @throws TargetException {@code HF-FIL-030} if something is
     */
    static void refuse(BackupReader from, List<Placement> placements, Wanted wanted, RunContext context)
            throws IOException {
        List<String> there = new ArrayList<>();
        long count = 0;
        Wanted asked = wanted.again();
        try (ArchiveReader archive = from.archive("")) {
            for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                context.cancellation().check();
                ArchiveEntry entry = next.get();
                String text = '/' + entry.name().value();
                boolean directory = entry.kind() == EntryKind.DIRECTORY;
                if (!entry.name().isSafe() || !asked.includes(text, directory)) {
                    continue;
                }
                Placement placement = Placement.of(placements, text);
                String relative = placement == null ? null : placement.relative(text);
                if (placement == null || relative == null || relative.isEmpty()) {
                    continue;
                }
                Path path = PathNames.resolve(placement.base(), relative);
                FileStat stat = look(path);
                if (stat != null && !(directory && stat.isDirectory())) {
                    count++;
                    if (there.size() < TOLD) {
                        there.add(CaptureLog.display(PathNames.text(path)));
                    }
                }
            }
        }
        if (count > 0) {
            throw new TargetException(Failure.of(
                            "HF-FIL-030",
                            count + " entries of the backup are there already, such as " + there.get(0)
                                    + "; nothing was restored")
                    .hint("Restore to an empty directory, or say on-conflict skip or overwrite.")
                    .with("there", String.join(", ", there)));
        }
    }

    private static @Nullable FileStat look(Path path) {
        try {
            return FileStat.of(path);
        } catch (IOException e) {
            // What cannot be looked at will be told when it is written to.
            return null;
        }
    }
}
