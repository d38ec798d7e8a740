package dev.holdfast.backup.containers.internal.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A container as a list of containers shows it.
 *
 * @param id its id
 * @param names its names; more than one where others are linked to it
 * @param labels its labels
 * @param isRunning whether it has processes, paused or not
 * @param network what network it has: {@code container:ID} for that of another container; empty if that is not told
 */
record ContainerSummary(String id, List<String> names, Map<String, String> labels, boolean isRunning, String network) {

    /**
     * Copies the collections.
     *
     * @param id its id
     * @param names its names
     * @param labels its labels
     * @param isRunning whether it has processes
     * @param network what network it has
     */
    ContainerSummary {
        names = List.copyOf(names);
        labels = Map.copyOf(labels);
    }

    static ContainerSummary of(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.path("Names").forEach(name -> names.add(ContainerView.withoutSlash(Json.text(name))));
        String state = Json.text(node.path("State"));
        return new ContainerSummary(
                Json.text(node.path("Id")),
                names,
                ContainerView.labels(node.path("Labels")),
                List.of("running", "paused", "restarting").contains(state),
                Json.text(node.path("HostConfig").path("NetworkMode")));
    }
}
