package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.MountedContainer;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import dev.holdfast.backup.spi.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container that is never started, by which an engine shows places. Its undo record is written before it is made; closing removes it, and where that
 * cannot be, because the run is cancelled or the engine gone, the record's undo does.
 */
final class Helper implements AutoCloseable {

    /** The label of what was made for a target. */
    static final String TARGET = "dev.holdfast.target";

    private static final Logger LOG = LoggerFactory.getLogger(Helper.class);

    private static final String DIRECTORY = "/holdfast";

    private final VolumeEngine engine;
    private final RunContext context;
    private final String name;

    private Helper(VolumeEngine engine, RunContext context, String name) {
        this.engine = engine;
        this.context = context;
        this.name = name;
    }

    static Helper make(
            VolumeEngine engine,
            VolumeRecords records,
            String image,
            List<Place> places,
            boolean writable,
            RunContext context)
            throws InterruptedException {
        String chosen = image(engine, image, places);
        String name = "holdfast-" + context.run().replaceAll("[^a-zA-Z0-9_.-]", "-") + '-'
                + UUID.randomUUID().toString().substring(0, 8);
        context.undo(records.helper(engine.endpoint(), name, context.run()));
        Helper helper = new Helper(engine, context, name);
        List<MountedContainer.Mount> mounts = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            mounts.add(places.get(i).at(helper.mount(i)));
        }
        Map<String, String> labels =
                Map.of(MountedContainer.RUN, context.run(), TARGET, records.id().name());
        try {
            engine.createHelper(name, chosen, labels, mounts, writable);
            return helper;
        } catch (RuntimeException | InterruptedException e) {
            helper.close();
            throw e;
        }
    }

    /** Returns the image that a helper is made of: the one that is named, or that of a container that has one of the places. */
    static String image(VolumeEngine engine, String named, List<Place> places) throws InterruptedException {
        if (!named.isEmpty()) {
            return named;
        }
        List<MountedContainer> containers = engine.containers();
        for (Place place : places) {
            for (MountedContainer container : containers) {
                if (place.isIn(container) && !container.image().isEmpty()) {
                    return container.image();
                }
            }
        }
        throw new TargetException(VolumeFailures.noImage(places.get(0)));
    }

    /** Fails if there is no image that a helper could be made of. */
    static void requireImage(VolumeEngine engine, String named, List<Place> places) throws InterruptedException {
        engine.requireImage(image(engine, named, places));
    }

    String name() {
        return name;
    }

    /** Returns the directory that mounts are in. */
    String directory() {
        return DIRECTORY;
    }

    /** Returns the name of a mount. */
    String base(int place) {
        return "volume-" + place;
    }

    /** Returns where a place is mounted. */
    String mount(int place) {
        return DIRECTORY + '/' + base(place);
    }

    @Override
    public void close() {
        if (context.cancellation().isCancelled()) {
            return;
        }
        try {
            engine.removeContainer(name);
        } catch (BackupException e) {
            LOG.info("container {} is left to be removed by the undo: {}", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
