package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes FIFOs and devices, which the JDK cannot, in batches. */
final class NodeMaker {

    private static final int AT_ONCE = 512;
    private static final String PRIVATE = "600";

    private record Node(Place place, Path made, ArchiveEntry entry) {}

    private final Tools tools;
    private final MetadataWriter metadata;
    private final Collisions collisions;
    private final Machine machine;
    private final RestoreLog log;
    private final List<Node> waiting = new ArrayList<>();

    NodeMaker(Tools tools, MetadataWriter metadata, Collisions collisions, Machine machine, RestoreLog log) {
        this.tools = tools;
        this.metadata = metadata;
        this.collisions = collisions;
        this.machine = machine;
        this.log = log;
    }

    /**
     * Takes a FIFO or device, to be made later.
     *
     * @return false if something was there and is left
     */
    boolean add(Place place, ArchiveEntry entry) throws IOException, InterruptedException {
        if (entry.kind() != EntryKind.FIFO && !machine.isRoot()) {
            log.add(
                    Severity.WARNING,
                    "HF-FIL-043",
                    place.text(),
                    "the device " + CaptureLog.display(place.text()) + " is not restored: only root can make devices",
                    "Restore as root.");
            return true;
        }
        Path made = place.path();
        if (Destination.look(place.path()) != null) {
            if (collisions.decide(place) == Collisions.Action.SKIP) {
                return false;
            }
            made = Collisions.beside(place.path());
        }
        waiting.add(new Node(place, made, entry));
        if (waiting.size() >= AT_ONCE) {
            flush();
        }
        return true;
    }

    /** Makes what was taken. */
    void flush() throws IOException, InterruptedException {
        List<byte[]> fifos = new ArrayList<>();
        List<byte[]> devices = new ArrayList<>();
        for (Node node : waiting) {
            byte[] path = PathNames.bytes(node.made());
            if (node.entry().kind() == EntryKind.FIFO) {
                fifos.add(path);
            } else {
                DeviceNumber number = Objects.requireNonNull(node.entry().device());
                boolean block = node.entry().kind() == EntryKind.BLOCK_DEVICE;
                devices.add(path);
                devices.add(ascii(block ? "b" : "c"));
                devices.add(ascii(Integer.toString(number.major())));
                devices.add(ascii(Integer.toString(number.minor())));
            }
        }
        String complaint = fifos.isEmpty() ? "" : tools.run(fifos, 0, "mkfifo", "-m", PRIVATE);
        complaint += devices.isEmpty() ? "" : tools.run(devices, 4, "mknod", "-m", PRIVATE);
        for (Node node : waiting) {
            FileStat stat = Destination.look(node.made());
            if (stat == null) {
                throw new FileSystemException(node.made().toString(), null, complaint);
            }
            Path path = node.place().path();
            if (!node.made().equals(path)) {
                Collisions.rename(node.made(), path);
            }
            metadata.writeSpecial(path, node.place().text(), node.entry().metadata());
        }
        waiting.clear();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
