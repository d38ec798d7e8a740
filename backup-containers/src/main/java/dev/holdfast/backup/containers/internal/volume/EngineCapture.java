package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import dev.holdfast.backup.files.TreeExclusion;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads places through an engine, as it sends them, into an archive. */
final class EngineCapture {

    private final VolumeEngine engine;
    private final Helper helper;
    private final List<String> exclude;
    private final RunContext context;
    private long orphans;
    private String orphan = "";

    EngineCapture(VolumeEngine engine, Helper helper, List<String> exclude, RunContext context) {
        this.engine = engine;
        this.helper = helper;
        this.exclude = exclude;
        this.context = context;
    }

    void capture(List<Place> places, BackupSink sink) throws IOException, InterruptedException {
        if (engine.hidesOwners()) {
            context.problem(Problem.of(
                    Severity.WARNING,
                    VolumeFailures.ownersHidden(engine.endpoint().host())));
        }
        try (ArchiveWriter archive = sink.archive("")) {
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                context.progress().step("reading " + place.display() + " through the engine");
                capture(place, helper.mount(i), archive);
            }
            archive.finish();
        }
        if (orphans > 0) {
            context.problem(Problem.of(
                    Severity.WARNING,
                    Failure.of(
                                    "HF-CTR-078",
                                    orphans + " files have their content under a name that is left out, " + orphan
                                            + " the first")
                            .hint("Leave out all names of a file or none, or read the volume by its path.")
                            .with("name", orphan)));
        }
    }

    private void capture(Place place, String path, ArchiveWriter archive) throws IOException, InterruptedException {
        try {
            engine.read(helper.name(), path, tar -> {
                try (ArchiveReader reader = new TarArchiver().open(input(tar))) {
                    copy(place, reader, archive);
                }
            });
        } catch (IOException | IntegrityException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            context.cancellation().check();
            throw new TargetException(VolumeFailures.cut(place, String.valueOf(e.getMessage())), e);
        }
    }

    private static ArchiveInput input(InputStream tar) {
        return new ArchiveInput() {
            @Override
            public InputStream stream() {
                return tar;
            }

            @Override
            public Path file() throws IOException {
                throw new IOException("a tar is read as a stream");
            }
        };
    }

    private void copy(Place place, ArchiveReader reader, ArchiveWriter archive) throws IOException {
        TreeExclusion exclusion = TreeExclusion.of(exclude);
        String top = null;
        for (Optional<ArchiveEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            context.cancellation().check();
            ArchiveEntry entry = next.get();
            String name = entry.name().value();
            if (top == null) {
                // The first one is the place itself; some engines call it by its name, others by a slash.
                top = name;
            }
            String below = below(place, top, name);
            if (!below.isEmpty() && exclusion.leavesOut(below, entry.kind() == EntryKind.DIRECTORY)) {
                continue;
            }
            EntryName link = entry.link();
            if (entry.kind() == EntryKind.HARD_LINK && link != null) {
                String earlier = below(place, top, link.value());
                if (isLeftOut(earlier)) {
                    orphans++;
                    orphan = orphan.isEmpty() ? entry.name().display() : orphan;
                    continue;
                }
                link = name(place, earlier);
            }
            archive.add(
                    new ArchiveEntry(
                            name(place, below),
                            entry.kind(),
                            entry.metadata(),
                            entry.size(),
                            link,
                            entry.device(),
                            entry.extents(),
                            null),
                    entry.kind().hasContent() ? reader::content : ContentSource.none());
            context.progress().advance(entry.storedSize(), 1);
        }
        if (top == null) {
            throw new TargetException(VolumeFailures.cut(place, "it sent nothing"));
        }
    }

    private static String below(Place place, String top, String name) {
        if (name.equals(top)) {
            return "";
        }
        String prefix = top.equals("/") ? "/" : top + '/';
        if (!name.startsWith(prefix)) {
            throw new TargetException(
                    VolumeFailures.cut(place, "\"" + new EntryName(name).display() + "\" is not below it"));
        }
        return name.substring(prefix.length());
    }

    private static EntryName name(Place place, String below) {
        String root = place.root().substring(1);
        return new EntryName(below.isEmpty() ? root : root + '/' + below);
    }

    private boolean isLeftOut(String path) {
        TreeExclusion exclusion = TreeExclusion.of(exclude);
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (exclusion.leavesOut(path.substring(0, slash), true)) {
                return true;
            }
        }
        return exclusion.leavesOut(path, false);
    }
}
