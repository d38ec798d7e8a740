package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scales the services of a swarm that have containers down to none, in their order, and exactly those back.
 *
 * <p>A request that changes a service names the state that it has seen, and is refused if there is a newer one. So an undo that finds a service
 * untouched changes it to what it is: a request of a killed process that is still on its way comes too late then, and nothing has to be waited for.
 */
public final class SwarmLifecycle implements LifecycleHook {

    private static final Logger LOG = LoggerFactory.getLogger(SwarmLifecycle.class);
    private static final int VERSION = 1;
    private static final String HOST = "host";
    private static final String TLS = "tls-directory";
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String REPLICAS = "replicas";
    private static final String SERVICE = "service:";

    /** What is left of an act's time to tell that the wait was in vain. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final String hook;
    private final Settings settings;
    private final HookOptions options;

    /** Which state each service had when it was down. */
    private final Map<String, Long> versions = new ConcurrentHashMap<>();

    /**
     * Makes the hook.
     *
     * @param hook its name
     * @param settings its settings, for undo records
     * @param options what they say
     */
    public SwarmLifecycle(String hook, Settings settings, HookOptions options) {
        this.hook = hook;
        this.settings = settings;
        this.options = options;
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        List<Problem> problems = new ArrayList<>();
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            Swarm swarm = new Swarm(engine);
            for (String name : options.selectors()) {
                Optional<Service> service = swarm.inspect(name);
                if (service.isEmpty()) {
                    problems.add(Problem.of(Severity.ERROR, missing(name)));
                } else if (!service.get().isReplicated()) {
                    problems.add(Problem.of(Severity.ERROR, notReplicated(name)));
                }
            }
        }
        return problems;
    }

    @Override
    public void enter(HookContext context) throws Exception {
        context.cancellation().check();
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            Swarm swarm = new Swarm(engine);
            Map<String, UndoRecord> others = context.claim(options.selectors().stream()
                    .map(name -> resource(engine.endpoint(), name))
                    .toList());
            for (String name : options.selectors()) {
                context.cancellation().check();
                Service service = swarm.inspect(name).orElseThrow(() -> new HookException(missing(name)));
                if (!service.isReplicated()) {
                    throw new RefusedException(notReplicated(name));
                }
                hold(swarm, engine.endpoint(), service, others.get(resource(engine.endpoint(), name)), context);
            }
        }
    }

    private void hold(Swarm swarm, Endpoint endpoint, Service seen, @Nullable UndoRecord other, HookContext context)
            throws InterruptedException {
        if (other == null && seen.replicas() == 0) {
            LOG.debug("service {} has no containers", seen.name());
            return;
        }
        Map<String, String> data = new LinkedHashMap<>();
        data.put(HOST, endpoint.host());
        data.put(TLS, endpoint.tls() == null ? "" : endpoint.tls().toString());
        data.put(ID, seen.id());
        data.put(NAME, seen.name());
        data.put(
                REPLICAS,
                other == null ? Integer.toString(seen.replicas()) : other.data().getOrDefault(REPLICAS, "1"));
        context.undo(new UndoRecord(
                new ParticipantId(ParticipantId.Role.HOOK, hook),
                options.endpoint().kind().type(),
                settings,
                resource(endpoint, seen.name()),
                VERSION,
                data));
        Service now = seen;
        while (now.replicas() != 0 && !swarm.scale(now, 0)) {
            // Somebody else has changed it meanwhile.
            Waiting.rest(Waiting.BETWEEN_LOOKS, context);
            now = again(swarm, seen);
        }
        awaitEnd(swarm, seen, context);
        versions.put(seen.id(), again(swarm, seen).version());
    }

    /** What nodes report is a little late: nothing has to be alive in two looks. */
    private static void awaitEnd(Swarm swarm, Service service, RunContext context) throws InterruptedException {
        int quiet = 0;
        while (quiet < 2) {
            List<String> alive = swarm.alive(service);
            quiet = alive.isEmpty() ? quiet + 1 : 0;
            if (!alive.isEmpty() && context.deadline().remaining().compareTo(MARGIN) < 0) {
                throw new HookException(
                        failure(service.name(), "its containers do not end, but are " + String.join(", ", alive)));
            }
            Waiting.rest(Waiting.BETWEEN_LOOKS, context);
        }
    }

    private static Service again(Swarm swarm, Service seen) throws InterruptedException {
        return swarm.inspect(seen.id())
                .orElseThrow(() -> new HookException(failure(seen.name(), "it was removed meanwhile")));
    }

    @Override
    public Optional<Failure> disturbance(UndoRecord record, RunContext context) throws Exception {
        try (Engine engine = Engine.connect(endpoint(record), context)) {
            String id = record.data().getOrDefault(ID, "");
            @Nullable Long down = versions.get(id);
            return new Swarm(engine)
                    .inspect(id)
                    .filter(now -> now.replicas() != 0 || (down != null && now.version() != down))
                    .map(now -> Failure.of(
                                    "HF-CTR-019", "service " + now.name() + " was to rest and was changed meanwhile")
                            .hint("Look who changes it, keep that away while backups are made, and run the job again.")
                            .retry(RetryStatus.LATER)
                            .with("service", now.name()));
        }
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        int replicas;
        try {
            replicas = Integer.parseInt(record.data().getOrDefault(REPLICAS, ""));
        } catch (NumberFormatException e) {
            throw new HookException(unknown(record), e);
        }
        if (record.version() != VERSION) {
            throw new HookException(unknown(record));
        }
        try (Engine engine = Engine.connect(endpoint(record), context)) {
            Swarm swarm = new Swarm(engine);
            while (true) {
                Optional<Service> service = swarm.inspect(record.data().getOrDefault(ID, ""));
                if (service.isEmpty()) {
                    context.problem(Problem.of(Severity.ERROR, removed(record)));
                    return;
                }
                boolean down = service.get().replicas() == 0;
                if (swarm.scale(service.get(), down ? replicas : service.get().replicas())) {
                    if (down) {
                        await(swarm, service.get(), replicas, context);
                    }
                    return;
                }
                Waiting.rest(Waiting.BETWEEN_LOOKS, context);
            }
        }
    }

    /** A service that is slow to come is an error of the run; it is on its way, and asking for it again helps nobody. */
    private void await(Swarm swarm, Service service, int replicas, RunContext context) throws InterruptedException {
        if (options.healthTimeout().isZero()) {
            return;
        }
        Duration left = context.deadline().remaining().minus(MARGIN);
        Deadline deadline =
                Deadline.after(left.compareTo(options.healthTimeout()) < 0 ? left : options.healthTimeout());
        int running = swarm.running(service);
        while (running < replicas) {
            if (deadline.isOver()) {
                context.problem(Problem.of(
                        Severity.ERROR,
                        Failure.of(
                                        "HF-CTR-012",
                                        "service " + service.name() + " was scaled back but is not whole: " + running
                                                + " of " + replicas + " containers run")
                                .hint(
                                        "Look at docker service ps " + service.name()
                                                + "; if it is only slow, give it a longer health-timeout, and the hook a longer timeout.")
                                .retry(RetryStatus.LATER)
                                .with("service", service.name())));
                return;
            }
            Waiting.rest(Waiting.BETWEEN_LOOKS, context);
            running = swarm.running(service);
        }
    }

    private static Endpoint endpoint(UndoRecord record) {
        String tls = record.data().getOrDefault(TLS, "");
        return new Endpoint(record.data().getOrDefault(HOST, ""), tls.isEmpty() ? null : Path.of(tls));
    }

    /** Managers of two swarms may have services of one name. */
    private static String resource(Endpoint endpoint, String name) {
        String resource = SERVICE + name;
        return endpoint.host().equals(EngineKind.DOCKER.socket()) ? resource : resource + "@" + endpoint.host();
    }

    private static Failure missing(String name) {
        return Failure.of("HF-CTR-026", "there is no service " + name + " in the swarm")
                .hint("Look for its name with docker service ls; services of a stack have its name before theirs.")
                .retry(RetryStatus.LATER)
                .with("service", name);
    }

    private static Failure notReplicated(String name) {
        return Failure.of("HF-CTR-027", "service " + name + " has no number of containers that could be scaled")
                .hint("Pause its containers instead, or make it a replicated service.")
                .with("service", name);
    }

    private static Failure failure(String name, String why) {
        return Failure.of("HF-CTR-028", "cannot scale service " + name + " down: " + why)
                .hint("Look at docker service ps " + name + ", or give the hook a longer timeout.")
                .retry(RetryStatus.LATER)
                .with("service", name);
    }

    private static Failure removed(UndoRecord record) {
        String name = record.data().getOrDefault(NAME, "");
        return Failure.of("HF-CTR-010", "service " + name + " was removed while it was held still")
                .hint("If it is to run, make it again: nothing else brings it back.")
                .with("service", name);
    }

    private static Failure unknown(UndoRecord record) {
        return Failure.of(
                        "HF-CTR-017",
                        "the record on " + record.resource() + " has a form that this version does not know")
                .hint("Run recover with the version that wrote it.")
                .with("version", record.version());
    }
}
