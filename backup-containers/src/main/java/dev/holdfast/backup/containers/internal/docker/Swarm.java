package dev.holdfast.backup.containers.internal.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The services of the swarm that an engine is a manager of. */
final class Swarm {

    private static final Duration PROMPT = Duration.ofSeconds(30);
    private static final String OUT_OF_SEQUENCE = "out of sequence";
    private static final String RUNNING = "running";

    /** What containers of a service are to become that are not to run. */
    private static final Set<String> ENDING = Set.of("shutdown", "remove");

    /** The states of containers of a service that have processes. */
    private static final Set<String> BEGUN = Set.of("starting", RUNNING);

    /** The states of containers of a service that do not come back from there. */
    private static final Set<String> OVER = Set.of("complete", "shutdown", "failed", "rejected", "orphaned", "remove");

    private final Engine engine;

    Swarm(Engine engine) {
        this.engine = engine;
    }

    /**
     * Looks at a service.
     *
     * @param service its name or id
     * @return the service, or empty if there is none
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<Service> inspect(String service) throws InterruptedException {
        String what = "show service " + service;
        Answer answer = engine.get("/services/" + service, what);
        return answer.status() == Answer.NOT_FOUND
                ? Optional.empty()
                : Optional.of(Service.of(engine.json(answer, what)));
    }

    /**
     * Changes how many containers a service is to have.
     *
     * @param service the service as it was seen
     * @param replicas how many
     * @return whether it was changed; else it is another one than was seen by now
     * @throws InterruptedException if this thread is interrupted; the swarm goes on
     */
    boolean scale(Service service, int replicas) throws InterruptedException {
        String what = "scale service " + service.name();
        Answer answer = engine.post(
                "/services/" + service.id() + "/update?version=" + service.version(),
                service.scaledTo(replicas),
                what,
                PROMPT);
        if (!answer.isSuccess() && answer.words().contains(OUT_OF_SEQUENCE)) {
            return false;
        }
        if (!answer.isSuccess()) {
            throw EngineFailures.refused(engine.endpoint(), what, answer);
        }
        return true;
    }

    /**
     * Lists what of a service runs or is about to.
     *
     * @param service the service
     * @return the state of each container
     * @throws InterruptedException if this thread is interrupted
     */
    List<String> alive(Service service) throws InterruptedException {
        List<String> states = new ArrayList<>();
        for (JsonNode task : tasks(service)) {
            String state = state(task);
            // One that is not to run any more, and has not begun, stays as it is until it is forgotten.
            boolean neverBegins = ENDING.contains(wanted(task)) && !BEGUN.contains(state);
            if (!OVER.contains(state) && !neverBegins) {
                states.add(state);
            }
        }
        return states;
    }

    /**
     * Counts what of a service runs and is to.
     *
     * @param service the service
     * @return how many containers
     * @throws InterruptedException if this thread is interrupted
     */
    int running(Service service) throws InterruptedException {
        int count = 0;
        for (JsonNode task : tasks(service)) {
            if (state(task).equals(RUNNING) && wanted(task).equals(RUNNING)) {
                count++;
            }
        }
        return count;
    }

    private static String state(JsonNode task) {
        return Json.text(task.path("Status").path("State"));
    }

    private static String wanted(JsonNode task) {
        return Json.text(task.path("DesiredState"));
    }

    private JsonNode tasks(Service service) throws InterruptedException {
        String filter = URLEncoder.encode("{\"service\":[\"" + service.id() + "\"]}", StandardCharsets.UTF_8);
        String what = "list the tasks of service " + service.name();
        return engine.json(engine.get("/tasks?filters=" + filter, what), what);
    }
}
