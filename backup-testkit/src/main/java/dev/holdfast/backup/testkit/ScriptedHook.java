package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.HoldsServices;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.NeededService;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service in memory, and a hook that stops it before a phase and starts it after. Thread-safe.
 *
 * <p>The service outlives the hooks that its {@link #definition()} opens. Only what ran is stopped, and only that is started again; the {@link
 * #log()} shows both.
 */
public final class ScriptedHook {

    /** The type of all scripted hooks. */
    public static final String TYPE = "scripted";

    private final String service;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<ScriptedTarget.Step> beforeStop = new CopyOnWriteArrayList<>();
    private final List<ScriptedTarget.Step> afterStop = new CopyOnWriteArrayList<>();
    private final List<Problem> onCheck = new CopyOnWriteArrayList<>();
    private final AtomicInteger undoFailures = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    private ScriptedHook(String service) {
        this.service = service;
    }

    /**
     * Makes a service that runs, and the hook that stops it.
     *
     * @param service the service's name; the hook's is {@code stop-} and that
     * @return both
     */
    public static ScriptedHook stopping(String service) {
        return new ScriptedHook(service);
    }

    /** {@return the definition, which opens a new hook on this service each time} */
    public HookDefinition definition() {
        return new HookDefinition() {
            @Override
            public String name() {
                return "stop-" + service;
            }

            @Override
            public String type() {
                return TYPE;
            }

            @Override
            public Settings settings() {
                return Settings.none();
            }

            @Override
            public LifecycleHook open() {
                open.incrementAndGet();
                return new Hook(name());
            }

            @Override
            public String toString() {
                return name();
            }
        };
    }

    /** {@return whether the service runs} */
    public boolean isRunning() {
        return running.get();
    }

    /**
     * Starts or stops the service, as somebody else would.
     *
     * @param runs whether it runs from now on
     * @return this
     */
    public ScriptedHook running(boolean runs) {
        running.set(runs);
        return this;
    }

    /** {@return what hooks did: {@code stop NAME} and {@code start NAME}, in their order} */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** {@return how many hooks were opened and not closed} */
    public int open() {
        return open.get();
    }

    /**
     * Adds a step between the undo record and the stop.
     *
     * @param step the step
     * @return this
     */
    public ScriptedHook beforeStop(ScriptedTarget.Step step) {
        beforeStop.add(step);
        return this;
    }

    /**
     * Adds a step after the stop.
     *
     * @param step the step
     * @return this
     */
    public ScriptedHook afterStop(ScriptedTarget.Step step) {
        afterStop.add(step);
        return this;
    }

    /**
     * Lets every check find a problem.
     *
     * @param problem what it finds
     * @return this
     */
    public ScriptedHook onCheck(Problem problem) {
        onCheck.add(problem);
        return this;
    }

    /**
     * Lets the next undos fail.
     *
     * @param times how many
     * @return this
     */
    public ScriptedHook failUndo(int times) {
        undoFailures.set(times);
        return this;
    }

    private final class Hook implements LifecycleHook, HoldsServices {
        private final String name;
        private boolean closed;

        Hook(String name) {
            this.name = name;
        }

        @Override
        public List<Problem> check(RunContext context) {
            return List.copyOf(onCheck);
        }

        @Override
        public Map<NeededService, String> held(Collection<NeededService> services, RunContext context) {
            Map<NeededService, String> held = new LinkedHashMap<>();
            for (NeededService each : services) {
                if (running.get() && each.equals(new NeededService.InContainer(service))) {
                    held.put(each, "service " + service);
                }
            }
            return held;
        }

        @Override
        public void enter(HookContext context) throws Exception {
            context.cancellation().check();
            String resource = "service:" + service;
            if (!context.claim(List.of(resource)).containsKey(resource) && !running.get()) {
                return;
            }
            context.undo(new UndoRecord(
                    new ParticipantId(ParticipantId.Role.HOOK, name),
                    TYPE,
                    Settings.none(),
                    resource,
                    1,
                    Map.of("service", service)));
            for (ScriptedTarget.Step step : beforeStop) {
                step.run(context);
            }
            context.cancellation().check();
            if (running.compareAndSet(true, false)) {
                log.add("stop " + service);
            }
            for (ScriptedTarget.Step step : afterStop) {
                step.run(context);
            }
        }

        @Override
        public void undo(UndoRecord record, RunContext context) {
            if (undoFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new HookException(Failure.of("TESTKIT-005", "the service " + service + " does not start"));
            }
            if (running.compareAndSet(false, true)) {
                log.add("start " + service);
            }
        }

        @Override
        public Optional<Failure> disturbance(UndoRecord record, RunContext context) {
            return running.get()
                    ? Optional.of(Failure.of("TESTKIT-006", "the service " + service + " ran in its pause"))
                    : Optional.empty();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
