package dev.holdfast.backup.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.backup.testkit.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small file system of a wanted kind, mounted while a test runs. */
record Disk(Path directory) implements AutoCloseable {

    /** Mounts one in memory. */
    static Disk inMemory(Path directory, String options) throws Exception {
        assumeTrue(Trees.isRoot(), "only root can mount");
        Files.createDirectories(directory);
        Trees.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString());
        return new Disk(directory);
    }

    /** Mounts one that shares blocks; skips the test where none can be had. */
    static Disk withReflinks(Path parent) throws Exception {
        assumeTrue(Trees.isRoot(), "only root can mount a file system with reflinks");
        Tools.require("mkfs.xfs");
        Path image = parent.resolve("disk.img");
        Path directory = Files.createDirectory(parent.resolve("disk"));
        Trees.run("truncate", "-s", "320M", image.toString());
        Trees.run("mkfs.xfs", "-q", "-m", "reflink=1", image.toString());
        try {
            Trees.run("mount", "-o", "loop", image.toString(), directory.toString());
        } catch (AssertionError e) {
            // A container may be root and have no loop devices, and there is no other way to such a file system.
            Assumptions.abort("no file system with reflinks: " + e.getMessage());
        }
        return new Disk(directory);
    }

    @Override
    public void close() throws Exception {
        Trees.run("umount", directory.toString());
    }
}
