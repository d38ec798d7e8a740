package dev.holdfast.backup.containers.internal.docker;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service of a swarm as its manager described it a moment ago.
 *
 * @param id its id
 * @param name its name
 * @param version which of its states this is; a request to change it names the one that it has seen
 * @param spec how it is to be
 */
record Service(String id, String name, long version, JsonNode spec) {

    static Service of(JsonNode node) {
        JsonNode spec = node.path("Spec");
        return new Service(
                Json.text(node.path("ID")),
                Json.text(spec.path("Name")),
                node.path("Version").path("Index").asLong(0),
                spec);
    }

    /** {@return whether it has a number of containers that can be changed; others have one on each node, or run to an end} */
    boolean isReplicated() {
        return spec.path("Mode").has("Replicated");
    }

    /** {@return how many containers it is to have} */
    int replicas() {
        // Who says nothing means one.
        return Json.number(spec.path("Mode").path("Replicated").path("Replicas"), 1);
    }

    /** {@return how it is with another number of containers} */
    JsonNode scaledTo(int replicas) {
        ObjectNode scaled = (ObjectNode) spec.deepCopy();
        ((ObjectNode) scaled.path("Mode").path("Replicated")).put("Replicas", replicas);
        return scaled;
    }
}
