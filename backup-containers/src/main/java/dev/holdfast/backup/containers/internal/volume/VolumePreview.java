package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Action;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RunContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Tells what a restore to volumes would do. */
final class VolumePreview {

    private final VolumeEngine engine;
    private final VolumeOptions options;
    private final LocalFiles files;
    private final RunContext context;
    private final List<Change> changes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    VolumePreview(VolumeEngine engine, VolumeOptions options, LocalFiles files, RunContext context) {
        this.engine = engine;
        this.options = options;
        this.files = files;
        this.context = context;
    }

    RestorePreview of(BackupReader from, RestoreRequest how, List<Place> places) throws Exception {
        if (how.way() == RestoreWay.TO) {
            return toVolume(how, places);
        }
        Via via = way(places);
        boolean there = places.stream().allMatch(Place::exists);
        for (Place place : places) {
            look(place, how, via);
        }
        if (via == Via.ENGINE && how.way() == RestoreWay.STAGED) {
            error(VolumeFailures.notStaged());
        }
        if (via == Via.ENGINE && how.way() == RestoreWay.IN_PLACE) {
            VolumeRestore.onlyByPath(how).ifPresent(this::error);
        }
        if (via == Via.ENGINE || !there) {
            return preview(via, OptionalLong.empty(), OptionalLong.empty());
        }
        try (BackupTarget target = files.open(places.stream().map(Place::path).toList())) {
            RestorePreview its = target.preview(
                    new RenamedReader(from, Renaming.fromBackup(places)), LocalFiles.mapped(how, places), context);
            changes.clear();
            changes.addAll(its.changes());
            problems.addAll(its.problems());
            return preview(via, its.bytesNeeded(), its.bytesFree());
        }
    }

    private Via way(List<Place> places) throws InterruptedException {
        return new WayChooser(engine, options.via()).choose(places);
    }

    private void look(Place place, RestoreRequest how, Via via) throws InterruptedException {
        if (!place.exists()) {
            changes.add(new Change(Action.CREATE, place.display(), ""));
            if (place.external()) {
                error(VolumeFailures.external(place));
            } else if (how.way() == RestoreWay.IN_PLACE) {
                error(VolumeFailures.notInPlace(place));
            }
            return;
        }
        changes.add(new Change(
                via == Via.PATH && how.way() == RestoreWay.STAGED ? Action.REPLACE : Action.MERGE,
                place.display(),
                ""));
        List<String> running = new PlaceFinder(engine).running(place);
        if (!running.isEmpty()) {
            // What a hook will stop is looked at again before anything is changed.
            Severity severity = context.servicesRest() ? Severity.INFO : Severity.ERROR;
            problems.add(Problem.of(severity, VolumeFailures.running(place, running)));
        }
    }

    private RestorePreview toVolume(RestoreRequest how, List<Place> places) throws InterruptedException {
        String name = Objects.requireNonNull(how.destination());
        changes.add(new Change(Action.CREATE, "volume " + name, ""));
        VolumeRestore.againstVolume(engine, name, places).ifPresent(this::error);
        Via via = way(List.of(Place.toMake(name, Map.of(), Map.of())));
        if (via == Via.ENGINE) {
            VolumeRestore.onlyByPath(how).ifPresent(this::error);
            try {
                Helper.requireImage(engine, options.helperImage(), places);
            } catch (TargetException e) {
                error(e.failure());
            }
        }
        return preview(via, OptionalLong.empty(), OptionalLong.empty());
    }

    private void error(Failure failure) {
        problems.add(Problem.of(Severity.ERROR, failure));
    }

    private RestorePreview preview(Via via, OptionalLong needed, OptionalLong free) {
        Map<String, String> observed = new LinkedHashMap<>();
        observed.put("via", via.word());
        return new RestorePreview(changes, problems, needed, free, observed);
    }
}
