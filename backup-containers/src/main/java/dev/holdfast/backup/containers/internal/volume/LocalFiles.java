package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.files.FilesTarget;
import dev.holdfast.backup.files.FilesTargetProvider;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.PlaceExclusion;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The target for files that does the work where the paths of volumes can be used. */
final class LocalFiles {

    private final String name;
    private final List<String> exclude;
    private List<Path> left = List.of();

    LocalFiles(String name, List<String> exclude) {
        this.name = name;
        this.exclude = List.copyOf(exclude);
    }

    void leaveOut(List<Path> directories) {
        left = List.copyOf(directories);
    }

    /** Opens the target for paths of this machine. */
    BackupTarget open(Collection<String> paths) throws Exception {
        FilesTarget files = FilesTarget.named(name)
                .paths(paths.stream().map(Path::of).toList())
                .exclude(exclude.toArray(new String[0]));
        return opened(files);
    }

    /** Opens the target for a restore to somewhere else. */
    BackupTarget open() throws Exception {
        return opened(new FilesTargetProvider().forRestore(name));
    }

    private BackupTarget opened(TargetDefinition definition) throws Exception {
        BackupTarget target = definition.open();
        target.ability(PlaceExclusion.class).ifPresent(ability -> ability.leaveOut(left));
        return target;
    }

    static StagedRestore staged(BackupTarget target) {
        return target.ability(StagedRestore.class).orElseThrow();
    }

    /** Returns a request whose patterns for whole paths are for those of this machine. */
    static RestoreRequest mapped(RestoreRequest how, List<Place> places) {
        List<String> only = new ArrayList<>();
        for (String pattern : how.only()) {
            only.add(pattern.startsWith("/") ? mapped(pattern, places) : pattern);
        }
        return how.only(only);
    }

    private static String mapped(String pattern, List<Place> places) {
        for (Place place : places) {
            if (pattern.equals(place.root()) || pattern.startsWith(place.root() + '/')) {
                String literal = place.path().replaceAll("[\\\\*?\\[\\]{},]", "\\\\$0");
                return literal + pattern.substring(place.root().length());
            }
        }
        throw new RefusedException(Failure.of(
                        "HF-CTR-075",
                        "the pattern \"" + pattern + "\" is for a path in none of the volumes of the backup")
                .hint("Begin it with " + places.get(0).root()
                        + "/, or write it for a path below, without a slash before it.")
                .with("pattern", pattern));
    }
}
