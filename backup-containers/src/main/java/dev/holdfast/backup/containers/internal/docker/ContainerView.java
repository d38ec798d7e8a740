package dev.holdfast.backup.containers.internal.docker;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A container as an engine described it a moment ago.
 *
 * @param id its id
 * @param name its name
 * @param labels its labels
 * @param status the engine's word for its state: {@code running}, {@code exited} …
 * @param isRunning whether it has processes, paused or not
 * @param isPaused whether they are paused
 * @param startedAt when it was started, in the engine's words: another text is another start
 * @param exitCode what it ended with, if it ended
 * @param error why it was not started, in the engine's words; or empty
 * @param health the engine's word for its health; empty if it has no health check
 * @param stopSeconds how long it has to stop if nobody says otherwise, in seconds
 * @param isRemovedWhenStopped whether the engine deletes it, and its volumes without a name, when it stops
 * @param network what network it has: {@code container:ID} for that of another container
 */
record ContainerView(
        String id,
        String name,
        Map<String, String> labels,
        String status,
        boolean isRunning,
        boolean isPaused,
        String startedAt,
        int exitCode,
        String error,
        String health,
        int stopSeconds,
        boolean isRemovedWhenStopped,
        String network) {

    /** What engines take where a container says nothing. */
    static final int DEFAULT_STOP_SECONDS = 10;

    private static final String SWARM_SERVICE = "com.docker.swarm.service.name";
    private static final String SWARM_TASK = "com.docker.swarm.task.id";
    private static final String SHARED = "container:";

    /**
     * Copies the labels.
     *
     * @param id its id
     * @param name its name
     * @param labels its labels
     * @param status the engine's word for its state
     * @param isRunning whether it has processes
     * @param isPaused whether they are paused
     * @param startedAt when it was started
     * @param exitCode what it ended with
     * @param error why it was not started
     * @param health its health
     * @param stopSeconds how long it has to stop
     * @param isRemovedWhenStopped whether it is deleted when it stops
     * @param network what network it has
     */
    ContainerView {
        labels = Map.copyOf(labels);
    }

    /**
     * Reads what an engine says of one container.
     *
     * @param inspected the answer to an inspection
     * @return the container
     */
    static ContainerView of(JsonNode inspected) {
        JsonNode state = inspected.path("State");
        JsonNode config = inspected.path("Config");
        JsonNode host = inspected.path("HostConfig");
        String status = Json.text(state.path("Status"));
        // Podman says that a paused container does not run.
        boolean paused = Json.flag(state.path("Paused")) || status.equals("paused");
        return new ContainerView(
                Json.text(inspected.path("Id")),
                withoutSlash(Json.text(inspected.path("Name"))),
                labels(config.path("Labels")),
                status,
                Json.flag(state.path("Running")) || paused || status.equals("stopping"),
                paused,
                Json.text(state.path("StartedAt")),
                Json.number(state.path("ExitCode"), 0),
                Json.text(state.path("Error")),
                Json.text(state.path("Health").path("Status")),
                Json.number(config.path("StopTimeout"), DEFAULT_STOP_SECONDS),
                Json.flag(host.path("AutoRemove")),
                Json.text(host.path("NetworkMode")));
    }

    /** {@return a name as people write it} Engines put a slash before it. */
    static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    /** {@return labels of an answer} */
    static Map<String, String> labels(JsonNode node) {
        Map<String, String> labels = new LinkedHashMap<>();
        node.properties().forEach(label -> labels.put(label.getKey(), Json.text(label.getValue())));
        return labels;
    }

    /** {@return a label's value; empty if it has none} */
    String label(String key) {
        return labels.getOrDefault(key, "");
    }

    /** {@return whether it runs and is not paused} */
    boolean isWorking() {
        return isRunning && !isPaused;
    }

    /** {@return whether the engine is about to delete it} */
    boolean isGoing() {
        return status.equals("removing") || status.equals("dead");
    }

    /** {@return whether a swarm made it, which makes another one when it stops} */
    boolean isOfSwarm() {
        return labels.containsKey(SWARM_TASK) || labels.containsKey(SWARM_SERVICE);
    }

    /** {@return the id or name of the container whose network it has; empty if it has its own} */
    String sharesNetworkOf() {
        return network.startsWith(SHARED) ? network.substring(SHARED.length()) : "";
    }

    /** {@return whether it has the network of another container} */
    boolean borrowsFrom(ContainerView other) {
        String owner = sharesNetworkOf();
        return !owner.isEmpty() && (owner.equals(other.id) || owner.equals(other.name));
    }

    /** {@return whether it has a health check} */
    boolean hasHealth() {
        return !health.isEmpty() && !health.equals("none");
    }
}
