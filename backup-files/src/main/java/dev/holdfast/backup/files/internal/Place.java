package dev.holdfast.backup.files.internal;

import java.nio.file.Path;

/**
 * Where one entry goes; all directories on the way are there and real.
 *
 * @param path the place
 * @param text its absolute path in the backup
 * @param placement what the place was found by
 * @param ours whether this restore made the directory that it is in
 */
record Place(Path path, String text, Placement placement, boolean ours) {}
