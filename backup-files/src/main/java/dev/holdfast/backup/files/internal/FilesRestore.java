package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Restores to another directory, or over the live files. */
final class FilesRestore {

    private FilesRestore() {}

    /** Restores to another directory. */
    static void to(BackupReader from, Roots roots, RestoreRequest how, RunContext context) throws Exception {
        Path base = Path.of(Objects.requireNonNull(how.destination()))
                .toAbsolutePath()
                .normalize();
        Space.require(base, from, how);
        boolean made = !Files.exists(base, LinkOption.NOFOLLOW_LINKS);
        Files.createDirectories(base);
        // A link that the user names himself is where he wants it.
        Path real = base.toRealPath();
        boolean fresh = made || isEmpty(real);
        List<Placement> placements;
        if (how.stripRoot()) {
            placements = List.of(new Placement(stripped(from, roots), real, "", fresh));
        } else {
            placements = List.of(new Placement("/", real, "", fresh));
        }
        run(from, roots, placements, how, context);
    }

    /** Restores over the live files; files that are not in the backup stay. */
    static void inPlace(BackupReader from, Roots roots, RestoreRequest how, RunContext context) throws Exception {
        List<Placement> placements = new ArrayList<>();
        for (String root : roots.paths()) {
            if (roots.isInner(root)) {
                continue;
            }
            Path path = PathNames.path(root);
            Path parent = path.getParent();
            if (parent == null) {
                placements.add(new Placement(root, path, "", false));
                continue;
            }
            Space.require(parent, from, how);
            Files.createDirectories(parent);
            boolean fresh = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            placements.add(new Placement(root, parent, root.substring(root.lastIndexOf('/') + 1), fresh));
        }
        run(from, roots, placements, how, context);
    }

    static void run(BackupReader from, Roots roots, List<Placement> placements, RestoreRequest how, RunContext context)
            throws Exception {
        Wanted wanted = new Wanted(roots, how.only());
        boolean fresh = placements.stream().allMatch(Placement::fresh);
        if (how.onConflict() == ConflictRule.FAIL && !fresh) {
            Conflicts.refuse(from, placements, wanted, context);
        }
        RestoreLog log = new RestoreLog(context);
        if (how.only().isEmpty()) {
            context.progress()
                    .expect(from.manifest().originalBytes(), from.manifest().entries());
        }
        context.progress().step("restoring files");
        try (EntryRestorer restorer = new EntryRestorer(roots, placements, how, context, log)) {
            restorer.restore(from, wanted);
            restorer.finish();
            context.progress().broughtBack(restorer.bytes(), restorer.entries());
        } finally {
            log.finish();
        }
        if (wanted.matched() == 0 && !how.only().isEmpty()) {
            throw new RefusedException(Failure.of("HF-FIL-033", "nothing in the backup matches " + how.only())
                    .hint("Patterns without a slash are for names, those with a slash for paths below the root, those"
                            + " that begin with a slash for whole paths."));
        }
    }

    /** Returns what strip-root takes away; asks the archive what the only root is. */
    static String stripped(BackupReader from, Roots roots) throws IOException {
        boolean directory = true;
        if (roots.paths().size() == 1 && !roots.paths().get(0).equals("/")) {
            try (ArchiveReader archive = from.archive("")) {
                Optional<ArchiveEntry> first = archive.next();
                directory = first.isEmpty() || first.get().kind() == EntryKind.DIRECTORY;
            }
        }
        return roots.common(directory);
    }

    static boolean isEmpty(Path directory) throws IOException {
        try (var names = Files.newDirectoryStream(directory)) {
            return !names.iterator().hasNext();
        }
    }
}
