package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where things lie in the state directory: journals of runs and of restores, leases, scratch, caches, the stores that were seen.
 *
 * @param root the state directory; made when something is written
 */
public record StateDirectory(Path root) {

    private static final String JOURNAL = ".journal";

    /** Makes the path absolute, so that a change of the working directory does not move it. */
    public StateDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /** Returns the directory of leases. */
    public Path leases() {
        return root.resolve("leases");
    }

    /** Returns the directory of caches. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** Returns the directory of scratch. */
    public Path scratch() {
        return root.resolve("scratch");
    }

    /**
     * Returns the journal of a run.
     *
     * @param run the run's id
     * @return the file
     */
    public Path runJournal(String run) {
        return root.resolve("runs").resolve(run + JOURNAL);
    }

    /**
     * Returns the journal of a restore.
     *
     * @param restore the restore's id
     * @return the file
     */
    public Path restoreJournal(String restore) {
        return root.resolve("restores").resolve(restore + JOURNAL);
    }

    /** Returns the journals of runs that are there, oldest first. */
    public List<Path> runJournals() {
        return journals(root.resolve("runs"));
    }

    /** Returns the journals of restores that are there, oldest first. */
    public List<Path> restoreJournals() {
        return journals(root.resolve("restores"));
    }

    private static List<Path> journals(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + JOURNAL)) {
            files.forEach(found::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
        found.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return found;
    }

    /**
     * Makes the directory if it is not there.
     *
     * @throws ConfigurationException {@code HF-RUN-012} if it cannot be
     */
    public void create() {
        try {
            PrivateFiles.createDirectories(root);
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }

    /**
     * Makes the exception for a state directory that cannot be used.
     *
     * @param path the file or directory
     * @param cause why
     * @return the exception
     */
    public static BackupException unusable(Path path, IOException cause) {
        String why = cause.getMessage() == null || cause.getMessage().equals(path.toString())
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
        if (cause instanceof AccessDeniedException denied) {
            // Its message is the path alone, perhaps of a directory above.
            why = "permission denied for " + denied.getFile();
        }
        return new ConfigurationException(
                Failure.of("HF-RUN-012", "cannot use the state directory at " + path + ": " + why)
                        .hint("Name a directory that this user may write to as state, on a disk with free space."),
                cause);
    }
}
