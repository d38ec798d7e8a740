package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.HoldsServices;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.NeededService;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops or pauses the containers that run, in their order, and brings exactly those back. */
public final class ContainerLifecycle implements LifecycleHook, HoldsServices {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerLifecycle.class);

    /** In the data of the first record of an enter: behind its undo all containers are back, and their addresses can be asked. */
    private static final String COMES_LAST = "comes-last";

    private final String hook;
    private final Settings settings;
    private final HookOptions options;

    /**
     * Makes the hook.
     *
     * @param hook its name
     * @param settings its settings, for undo records
     * @param options what they say
     */
    public ContainerLifecycle(String hook, Settings settings, HookOptions options) {
        this.hook = hook;
        this.settings = settings;
        this.options = options;
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            List<Failure> failures = new ArrayList<>();
            List<ContainerFinder.Selected> selected = select(engine, failures);
            if (failures.isEmpty()) {
                ContainerOrder.of(views(selected));
            }
            List<Problem> problems = new ArrayList<>();
            failures.forEach(failure -> problems.add(Problem.of(Severity.ERROR, failure)));
            for (ContainerView container : views(selected)) {
                Duration time = Duration.ofSeconds(options.stopSeconds(container));
                if (options.act() == Act.STOP
                        && time.compareTo(context.deadline().remaining()) >= 0) {
                    problems.add(Problem.of(Severity.WARNING, ContainerChecks.slow(container, time)));
                }
            }
            return problems;
        }
    }

    @Override
    public Map<NeededService, String> held(Collection<NeededService> services, RunContext context) throws Exception {
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            List<ContainerView> working = views(select(engine, new ArrayList<>())).stream()
                    .filter(ContainerView::isWorking)
                    .toList();
            Map<NeededService, String> held = new LinkedHashMap<>();
            new ContainerServices(engine)
                    .find(services, working)
                    .forEach((service, container) -> held.put(service, "container " + container.name()));
            return held;
        }
    }

    /** Finds the containers, and what stands against holding those of them that run. */
    private List<ContainerFinder.Selected> select(Engine engine, List<Failure> failures) throws InterruptedException {
        ContainerFinder finder = new ContainerFinder(engine);
        List<ContainerFinder.Selected> selected = finder.select(options.selected());
        Map<String, ContainerFinder.Selected> all = new LinkedHashMap<>();
        selected.forEach(each -> all.put(each.container().id(), each));
        if (options.act() == Act.STOP) {
            List<ContainerView> borrowers = finder.borrowers().stream()
                    .filter(borrower -> !all.containsKey(borrower.id()))
                    .toList();
            for (ContainerFinder.Selected each : selected) {
                addSharers(each.container(), borrowers, all, failures);
            }
        }
        for (ContainerFinder.Selected each : all.values()) {
            if (each.container().isWorking()) {
                failures.addAll(ContainerChecks.against(each.container(), options.act()));
            }
        }
        return List.copyOf(all.values());
    }

    private void addSharers(
            ContainerView container,
            List<ContainerView> borrowers,
            Map<String, ContainerFinder.Selected> all,
            List<Failure> failures) {
        List<ContainerView> sharers = borrowers.stream()
                .filter(borrower -> borrower.borrowsFrom(container))
                .toList();
        List<ContainerView> working =
                sharers.stream().filter(ContainerView::isWorking).toList();
        if (options.withSharers()) {
            // Also those that rest: another run may hold them, and bring them back before what they need.
            sharers.forEach(
                    sharer -> all.put(sharer.id(), new ContainerFinder.Selected(sharer, Selector.of(sharer.name()))));
        } else if (container.isWorking() && !working.isEmpty()) {
            failures.add(ContainerChecks.shared(container, working));
        }
    }

    private static List<ContainerView> views(List<ContainerFinder.Selected> selected) {
        return selected.stream().map(ContainerFinder.Selected::container).toList();
    }

    @Override
    public void enter(HookContext context) throws Exception {
        context.cancellation().check();
        try (Engine engine = Engine.connect(options.endpoint().choose(), context)) {
            List<Failure> failures = new ArrayList<>();
            List<ContainerFinder.Selected> selected = select(engine, failures);
            if (!failures.isEmpty()) {
                throw new RefusedException(failures.get(0));
            }
            List<ContainerView> ordered = ContainerOrder.of(views(selected));
            Map<String, UndoRecord> others = context.claim(ordered.stream()
                    .map(container -> resource(engine.endpoint(), container.name()))
                    .toList());
            List<String> ids = ordered.stream().map(ContainerView::id).toList();
            boolean held = false;
            for (ContainerView container : ordered) {
                context.cancellation().check();
                String selector = selected.stream()
                        .filter(each -> each.container().id().equals(container.id()))
                        .map(each -> each.selector().text())
                        .findFirst()
                        .orElse(container.name());
                held |= hold(engine, container, selector, ids, !held, others, context);
            }
        }
    }

    /** Returns whether there was something to hold. */
    private boolean hold(
            Engine engine,
            ContainerView seen,
            String selector,
            List<String> ids,
            boolean comesLast,
            Map<String, UndoRecord> others,
            HookContext context)
            throws InterruptedException {
        String resource = resource(engine.endpoint(), seen.name());
        // Before the claim somebody else may have acted on it.
        Optional<ContainerView> now = engine.inspect(seen.id());
        boolean works = now.isPresent() && now.get().isWorking();
        Halt halt;
        @Nullable UndoRecord other = others.get(resource);
        if (other != null) {
            Halt its = Halt.from(other.data());
            if (!its.act().covers(options.act())) {
                throw differs(seen, its);
            }
            halt = works ? its.onceMore(now.get(), context.clock().instant()) : its;
        } else if (works) {
            halt = Halt.of(
                    engine.endpoint(),
                    now.get(),
                    selector,
                    ids,
                    options.act(),
                    options.stopSeconds(now.get()),
                    context.clock().instant());
        } else {
            LOG.debug("container {} does not run", seen.name());
            return false;
        }
        Map<String, String> data = new LinkedHashMap<>(halt.data());
        if (comesLast) {
            data.put(COMES_LAST, "true");
        }
        context.undo(new UndoRecord(
                new ParticipantId(ParticipantId.Role.HOOK, hook),
                options.endpoint().kind().type(),
                settings,
                resource,
                Halt.VERSION,
                data));
        context.cancellation().check();
        if (now.isPresent()) {
            new Holding(engine, context).hold(now.get(), halt);
        }
        return true;
    }

    private static RefusedException differs(ContainerView container, Halt its) {
        return new RefusedException(Failure.of(
                        "HF-CTR-015",
                        "container " + container.name() + " rests for another run by "
                                + its.act().word() + ", which is less than this hook asks for")
                .hint("Let both hooks do the same to it, or let their jobs run at different times.")
                .retry(RetryStatus.LATER)
                .with("container", container.name()));
    }

    /** Containers of two engines may have one name. */
    private static String resource(Endpoint endpoint, String name) {
        String resource = "container:" + name;
        return endpoint.host().equals(EngineKind.DOCKER.socket()) ? resource : resource + "@" + endpoint.host();
    }

    @Override
    public Optional<Failure> disturbance(UndoRecord record, RunContext context) throws Exception {
        Halt halt = Halt.from(record.data());
        try (Engine engine = Engine.connect(halt.endpoint(), context)) {
            return new ContainerFinder(engine).again(halt).flatMap(now -> Disturbance.of(halt, now));
        }
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        Halt halt = Halt.from(record.data());
        if (record.version() != Halt.VERSION || halt.id().isEmpty()) {
            throw new HookException(Failure.of(
                            "HF-CTR-017",
                            "the record on " + record.resource() + " has a form that this version does not know")
                    .hint("Run recover with the version that wrote it.")
                    .with("version", record.version()));
        }
        try (Engine engine = Engine.connect(halt.endpoint(), context)) {
            Optional<ContainerView> back = new Release(engine, halt, context).release();
            if (back.isPresent()) {
                HookOptions.Probes probes = record.data().containsKey(COMES_LAST)
                        ? options.probes()
                        : options.probes().insideOnly();
                new HealthWait(engine, context, options.healthTimeout(), probes).await(back.get());
            }
        }
    }
}
