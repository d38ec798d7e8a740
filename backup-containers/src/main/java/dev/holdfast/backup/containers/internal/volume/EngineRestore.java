package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the files of one place of a backup through an engine. */
final class EngineRestore {

    /** Bits that Docker drops where a file has several names: it sets the owner behind the mode. */
    private static final int SET_ID = 06000;

    private final VolumeEngine engine;
    private final Helper helper;
    private final RunContext context;
    private long bytes;
    private long entries;
    private long bared;
    private String bare = "";

    EngineRestore(VolumeEngine engine, Helper helper, RunContext context) {
        this.engine = engine;
        this.helper = helper;
        this.context = context;
    }

    /**
     * Writes what the backup has below a root.
     *
     * @param from the backup
     * @param root the root in the backup
     * @param place the number of the place in the helper
     */
    void restore(BackupReader from, String root, int place) throws IOException, InterruptedException {
        context.progress().step("writing " + root.substring(root.lastIndexOf('/') + 1) + " through the engine");
        ArchiveEntry[] top = new ArchiveEntry[1];
        Upload upload = new Upload(engine, context);
        upload.send(helper.name(), helper.mount(place), tar -> top[0] = copy(from, root, tar));
        if (top[0] == null) {
            throw new TargetException(Failure.of("HF-CTR-068", "the backup has nothing of " + root));
        }
        // An engine that leaves the mode of a directory alone that is there takes it from the directory above.
        ArchiveEntry own = top[0];
        upload.send(
                helper.name(),
                helper.directory(),
                tar -> tar.add(
                        ArchiveEntry.directory(new EntryName(helper.base(place)), own.metadata()),
                        ContentSource.none()));
    }

    void tell() {
        context.progress().broughtBack(bytes, entries);
        if (bared > 0) {
            context.problem(Problem.of(
                    Severity.WARNING,
                    Failure.of(
                                    "HF-CTR-077",
                                    bared
                                            + " files may have lost set-user-id, or a time before 1970, on their way through"
                                            + " the engine; " + bare + " is the first")
                            .hint("Look at their modes and times; a restore by the path keeps them.")
                            .with("name", bare)));
        }
    }

    private @Nullable ArchiveEntry copy(BackupReader from, String root, ArchiveWriter tar) throws IOException {
        @Nullable ArchiveEntry top = null;
        try (ArchiveReader archive = from.archive("")) {
            for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                context.cancellation().check();
                ArchiveEntry entry = next.get();
                String below = below(root, entry.name());
                if (below == null) {
                    continue;
                }
                if (below.isEmpty()) {
                    requireDirectory(root, entry);
                    top = entry;
                }
                tar.add(
                        placed(root, entry, below),
                        entry.kind().hasContent() ? archive::content : ContentSource.none());
                note(entry);
                bytes += entry.storedSize();
                entries++;
                context.progress().advance(entry.storedSize(), 1);
            }
        }
        return top;
    }

    private void note(ArchiveEntry entry) {
        boolean bit = entry.kind() == EntryKind.HARD_LINK && (entry.metadata().mode() & SET_ID) != 0;
        if (bit || entry.metadata().modified().isBefore(Instant.EPOCH)) {
            bared++;
            bare = bare.isEmpty() ? entry.name().display() : bare;
        }
    }

    private static void requireDirectory(String root, ArchiveEntry entry) {
        if (entry.kind() != EntryKind.DIRECTORY) {
            throw new TargetException(VolumeFailures.notByEngine("a restore of " + root + ", which is a single file,"));
        }
    }

    private ArchiveEntry placed(String root, ArchiveEntry entry, String below) {
        EntryName link = entry.link();
        if (entry.kind() == EntryKind.HARD_LINK && link != null) {
            String earlier = below(root, link);
            if (earlier == null || earlier.isEmpty()) {
                throw unsafe(entry.name());
            }
            link = new EntryName(earlier);
        }
        return new ArchiveEntry(
                new EntryName(below.isEmpty() ? "." : below),
                entry.kind(),
                entry.metadata(),
                entry.size(),
                link,
                entry.device(),
                entry.extents(),
                null);
    }

    /** Returns the path below a root; empty for the root, and nothing for what is elsewhere. */
    private static @Nullable String below(String root, EntryName name) {
        if (!name.isSafe()) {
            throw unsafe(name);
        }
        String path = '/' + name.value();
        if (path.equals(root)) {
            return "";
        }
        return path.startsWith(root + '/') ? path.substring(root.length() + 1) : null;
    }

    private static TargetException unsafe(EntryName name) {
        return new TargetException(Failure.of("HF-CTR-068", "\"" + name.display() + "\" is in none of the volumes")
                .hint("Look at the archive before you trust it.")
                .with("name", name.display()));
    }
}
