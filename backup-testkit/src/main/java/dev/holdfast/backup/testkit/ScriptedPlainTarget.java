package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.NeededService;
import dev.holdfast.backup.spi.NeedsServices;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Action;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.SizeEstimate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** A target of a {@link ScriptedTarget}'s world. */
class ScriptedPlainTarget implements BackupTarget, NeedsServices {

    private final ScriptedTarget script;
    private boolean closed;

    ScriptedPlainTarget(ScriptedTarget script) {
        this.script = script;
    }

    ScriptedTarget script() {
        return script;
    }

    @Override
    public TargetId id() {
        return script.id();
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        SizeEstimate estimate = script.estimate();
        return type == SizeEstimate.class
                ? Optional.ofNullable(estimate).map(type::cast)
                : BackupTarget.super.ability(type);
    }

    @Override
    public List<NeededService> neededServices(RunContext context) {
        return script.needs();
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        requireOpen();
        script.runCapture(sink, context);
    }

    @Override
    public List<Problem> check(RunContext context) {
        requireOpen();
        return script.check();
    }

    @Override
    public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        requireOpen();
        Map<String, byte[]> restored = read(from, how, context);
        Map<String, byte[]> present = place(how);
        List<Change> changes = new ArrayList<>();
        long needed = 0;
        for (Map.Entry<String, byte[]> document : restored.entrySet()) {
            Action action = present.containsKey(document.getKey()) ? Action.REPLACE : Action.CREATE;
            changes.add(new Change(action, document.getKey(), document.getValue().length + " bytes"));
            needed += document.getValue().length;
        }
        TreeSet<String> removed = new TreeSet<>(present.keySet());
        removed.removeAll(restored.keySet());
        if (how.only().isEmpty() && how.destination() == null) {
            removed.forEach(name -> changes.add(new Change(Action.REMOVE, name, "not in the backup")));
        }
        return new RestorePreview(changes, List.of(), OptionalLong.of(needed), OptionalLong.empty());
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        requireOpen();
        script.runRestoreSteps(context);
        Map<String, byte[]> restored = read(from, how, context);
        Map<String, byte[]> result = how.only().isEmpty() && how.destination() == null ? new TreeMap<>() : place(how);
        for (Map.Entry<String, byte[]> document : restored.entrySet()) {
            if (!result.containsKey(document.getKey()) || how.onConflict() == ConflictRule.OVERWRITE) {
                result.put(document.getKey(), document.getValue());
            } else if (how.onConflict() == ConflictRule.FAIL) {
                throw new TargetException(
                        Failure.of("TESTKIT-004", "document " + document.getKey() + " is there already"));
            }
        }
        String destination = how.destination();
        if (destination == null) {
            script.world().live(result);
        } else {
            script.world().area("to " + destination, result);
        }
    }

    private Map<String, byte[]> place(RestoreRequest how) {
        String destination = how.destination();
        return destination == null ? script.world().live() : script.world().area("to " + destination);
    }

    /** Reads the documents of a backup that are asked for. */
    Map<String, byte[]> read(BackupReader from, RestoreRequest how, RunContext context) throws IOException {
        Map<String, byte[]> documents = new TreeMap<>();
        for (Artifact artifact : from.manifest().artifacts()) {
            context.cancellation().check();
            if (artifact.role() != ArtifactRole.DATA) {
                continue;
            }
            if (artifact.archiveFormat() != null) {
                readArchive(from, artifact.suffix(), documents, context);
            } else {
                try (InputStream in = from.artifact(artifact.suffix())) {
                    documents.put(artifact.suffix(), in.readAllBytes());
                }
            }
        }
        List<PathMatcher> only = how.only().stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        documents
                .keySet()
                .removeIf(
                        name -> !only.isEmpty() && only.stream().noneMatch(matcher -> matcher.matches(Path.of(name))));
        return documents;
    }

    private static void readArchive(BackupReader from, String suffix, Map<String, byte[]> documents, RunContext context)
            throws IOException {
        try (ArchiveReader archive = from.archive(suffix)) {
            for (Optional<ArchiveEntry> entry = archive.next(); entry.isPresent(); entry = archive.next()) {
                context.cancellation().check();
                documents.put(entry.get().name().value(), archive.content().readAllBytes());
            }
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(id() + " is used after its close");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            script.closed();
        }
    }
}
