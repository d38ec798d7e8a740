package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a target asks of an engine: volumes, who uses them, and the files in a container that never runs. For the length of one act; what fails is
 * the target's failure.
 */
public final class VolumeEngine implements AutoCloseable {

    private static final String STAT = "X-Docker-Container-Path-Stat";

    /** For what may wait for other work of the engine. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Engine engine;

    private VolumeEngine(Engine engine) {
        this.engine = engine;
    }

    /** Something that is asked of an engine. */
    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private static <T> T asTarget(Question<T> question) throws InterruptedException {
        try {
            return question.ask();
        } catch (HookException e) {
            throw new TargetException(e.failure(), e);
        }
    }

    /**
     * Connects.
     *
     * @param endpoint where the engine listens
     * @param context the act
     * @return the engine, to be closed
     * @throws InterruptedException if this thread is interrupted
     */
    public static VolumeEngine connect(Endpoint endpoint, RunContext context) throws InterruptedException {
        return asTarget(() -> new VolumeEngine(Engine.connect(endpoint, context)));
    }

    /** {@return where it listens} */
    public Endpoint endpoint() {
        return engine.endpoint();
    }

    /** {@return whether it sends files without their owners: Podman puts the container's user in their place} */
    public boolean hidesOwners() {
        return engine.isPodman();
    }

    /** {@return whether it listens on a socket of this machine} */
    public boolean isHere() {
        return engine.endpoint().isSocket();
    }

    /**
     * Looks at a volume.
     *
     * @param name its name
     * @return the volume, or empty if there is none
     * @throws InterruptedException if this thread is interrupted
     */
    public Optional<VolumeView> volume(String name) throws InterruptedException {
        String what = "show volume " + name;
        return asTarget(() -> {
            Answer answer = engine.get("/volumes/" + encoded(name), what);
            return answer.status() == Answer.NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(VolumeView.of(engine.json(answer, what)));
        });
    }

    /**
     * Makes a volume.
     *
     * @param name its name
     * @param options options of its driver, the local one
     * @param labels its labels
     * @return the volume
     * @throws InterruptedException if this thread is interrupted
     */
    public VolumeView createVolume(String name, Map<String, String> options, Map<String, String> labels)
            throws InterruptedException {
        ObjectNode body = Json.object();
        body.put("Name", name);
        body.put("Driver", VolumeView.LOCAL);
        ObjectNode opts = body.putObject("DriverOpts");
        options.forEach(opts::put);
        ObjectNode marks = body.putObject("Labels");
        labels.forEach(marks::put);
        String what = "create volume " + name;
        return asTarget(() -> VolumeView.of(engine.json(engine.post("/volumes/create", body, what, LONG), what)));
    }

    /**
     * Removes a volume, if it is there.
     *
     * @param name its name
     * @throws InterruptedException if this thread is interrupted
     */
    public void removeVolume(String name) throws InterruptedException {
        remove("/volumes/" + encoded(name), "remove volume " + name);
    }

    private void remove(String path, String what) throws InterruptedException {
        asTarget(() -> {
            Answer answer = engine.delete(path, what);
            if (!answer.isSuccess() && answer.status() != Answer.NOT_FOUND) {
                throw EngineFailures.refused(engine.endpoint(), what, answer);
            }
            return answer;
        });
    }

    /** {@return all containers, running or not, with what is mounted into them} */
    public List<MountedContainer> containers() throws InterruptedException {
        return asTarget(() -> {
            List<MountedContainer> all = new ArrayList<>();
            for (ContainerSummary summary : engine.list()) {
                look(summary.id()).ifPresent(all::add);
            }
            return all;
        });
    }

    /**
     * Looks at a container.
     *
     * @param name its name
     * @return the container, or empty if there is none of that name
     * @throws InterruptedException if this thread is interrupted
     */
    public Optional<MountedContainer> container(String name) throws InterruptedException {
        // Engines take the beginning of an id for a name.
        return asTarget(() -> look(name).filter(found -> found.name().equals(name)));
    }

    private Optional<MountedContainer> look(String container) throws InterruptedException {
        String what = "show container " + container;
        Answer answer = engine.get("/containers/" + encoded(container) + "/json", what);
        return answer.status() == Answer.NOT_FOUND
                ? Optional.empty()
                : Optional.of(MountedContainer.of(engine.json(answer, what)));
    }

    /**
     * Makes a container that is never started: the engine shows the files of what is mounted into it.
     *
     * @param name its name
     * @param image a local image; none is fetched
     * @param labels its labels
     * @param mounts what is mounted where
     * @param writable whether files are to be written
     * @throws InterruptedException if this thread is interrupted
     */
    public void createHelper(
            String name,
            String image,
            Map<String, String> labels,
            List<MountedContainer.Mount> mounts,
            boolean writable)
            throws InterruptedException {
        asTarget(() -> {
            ObjectNode body = Json.object();
            body.put("Image", image);
            body.putArray("Entrypoint").add("holdfast-never-started");
            body.putArray("Cmd");
            body.put("NetworkDisabled", true);
            ObjectNode marks = body.putObject("Labels");
            labels.forEach(marks::put);
            ObjectNode host = body.putObject("HostConfig");
            host.put("NetworkMode", "none");
            // What the image declares as volumes would be made, and have to be removed again.
            ObjectNode covered = host.putObject("Tmpfs");
            volumesOf(image).forEach(path -> covered.put(path, ""));
            ArrayNode list = host.putArray("Mounts");
            mounts.forEach(mount -> add(list, mount, writable));
            String what = "create container " + name;
            engine.json(engine.post("/containers/create?name=" + encoded(name), body, what, LONG), what);
            return name;
        });
    }

    private static void add(ArrayNode list, MountedContainer.Mount mount, boolean writable) {
        ObjectNode node = list.addObject();
        node.put("Type", mount.isVolume() ? "volume" : "bind");
        node.put("Source", mount.isVolume() ? mount.volume() : mount.source());
        node.put("Target", mount.destination());
        node.put("ReadOnly", !writable);
        if (mount.isVolume()) {
            // An empty volume would get what the image has at that path.
            node.putObject("VolumeOptions").put("NoCopy", true);
        }
    }

    /**
     * Looks for an image.
     *
     * @param image its name or id
     * @throws TargetException {@code HF-CTR-066} if the engine does not have it
     * @throws InterruptedException if this thread is interrupted
     */
    public void requireImage(String image) throws InterruptedException {
        asTarget(() -> volumesOf(image));
    }

    private List<String> volumesOf(String image) throws InterruptedException {
        String what = "show image " + image;
        Answer answer = engine.get("/images/" + image + "/json", what);
        if (answer.status() == Answer.NOT_FOUND) {
            throw new TargetException(Failure.of(
                            "HF-CTR-066",
                            "there is no image " + image + " at "
                                    + engine.endpoint().host())
                    .hint("Name one that the engine has as helper-image; none is fetched.")
                    .with("image", image));
        }
        List<String> paths = new ArrayList<>();
        engine.json(answer, what).path("Config").path("Volumes").properties().forEach(each -> paths.add(each.getKey()));
        return paths;
    }

    /**
     * Removes a container, if it is there; volumes stay.
     *
     * @param name its name
     * @throws InterruptedException if this thread is interrupted
     */
    public void removeContainer(String name) throws InterruptedException {
        remove("/containers/" + encoded(name) + "?force=true", "remove container " + name);
    }

    /** Reads what an engine sends. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads.
         *
         * @param tar the files as a tar
         * @throws IOException if the stream cannot be read
         */
        void read(InputStream tar) throws IOException;
    }

    /**
     * Reads files of a container.
     *
     * @param container its name
     * @param path the path inside, with all below it
     * @param reading reads; what it throws passes
     * @throws IOException if the stream cannot be read
     * @throws InterruptedException if this thread is interrupted
     */
    public void read(String container, String path, Reading reading) throws IOException, InterruptedException {
        String what = "send the files of " + container;
        try (Engine.Download download = asTarget(() -> engine.open(archive(container, path), what))) {
            if (!download.isSuccess()) {
                Answer answer = download.answer();
                asTarget(() -> {
                    throw EngineFailures.refused(engine.endpoint(), what, answer);
                });
            }
            reading.read(download.body());
        }
    }

    /**
     * Writes files into a container.
     *
     * @param container its name
     * @param path the directory inside
     * @param tar the files as a tar
     * @throws InterruptedException if this thread is interrupted
     */
    public void write(String container, String path, InputStream tar) throws InterruptedException {
        String what = "take the files for " + container;
        asTarget(() -> {
            Answer answer = engine.send(archive(container, path), tar, what);
            if (!answer.isSuccess()) {
                throw EngineFailures.refused(engine.endpoint(), what, answer);
            }
            return answer;
        });
    }

    /**
     * Tells when a path of a container was changed, as the engine sees it.
     *
     * @param container its name
     * @param path the path inside
     * @return when, or empty if the engine does not tell
     * @throws InterruptedException if this thread is interrupted
     */
    public Optional<Instant> modified(String container, String path) throws InterruptedException {
        try (Engine.Download download =
                asTarget(() -> engine.open(archive(container, path), "show " + path + " of container " + container))) {
            @Nullable String stat = download.isSuccess() ? download.header(STAT) : null;
            if (stat == null) {
                return Optional.empty();
            }
            JsonNode node = Json.read(Base64.getDecoder().decode(stat));
            return Optional.of(
                    OffsetDateTime.parse(Json.text(node.path("mtime"))).toInstant());
        } catch (IOException | JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String archive(String container, String path) {
        return "/containers/" + encoded(container) + "/archive?path=" + encoded(path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Ends whatever is under way. */
    @Override
    public void close() {
        engine.close();
    }
}
