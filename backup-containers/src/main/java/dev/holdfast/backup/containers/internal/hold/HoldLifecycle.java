package dev.holdfast.backup.containers.internal.hold;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds things that run, in their order, and lets exactly those run again.
 *
 * <p>A hold that was asked for may go on when its asker is gone. So a record tells until when it may, and an undo that finds the thing running
 * waits until then, or until the thing has stopped: only then is it known that it goes on running.
 */
public final class HoldLifecycle implements LifecycleHook {

    private static final Logger LOG = LoggerFactory.getLogger(HoldLifecycle.class);
    private static final int VERSION = 1;
    private static final String NAME = "name";
    private static final String UNTIL = "until";
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final String hook;
    private final String type;
    private final Settings settings;
    private final List<String> names;
    private final Function<String, Holdable> things;

    /**
     * Makes the hook.
     *
     * @param hook its name
     * @param type its type
     * @param settings its settings, for undo records
     * @param names what to hold, in order
     * @param things makes each
     */
    public HoldLifecycle(
            String hook, String type, Settings settings, List<String> names, Function<String, Holdable> things) {
        this.hook = hook;
        this.type = type;
        this.settings = settings;
        this.names = List.copyOf(names);
        this.things = things;
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        List<Problem> problems = new ArrayList<>();
        for (String name : names) {
            problems.addAll(things.apply(name).check(context));
        }
        return problems;
    }

    @Override
    public void enter(HookContext context) throws Exception {
        context.cancellation().check();
        Map<String, UndoRecord> others = context.claim(
                names.stream().map(name -> things.apply(name).resource()).toList());
        for (String name : names) {
            context.cancellation().check();
            Holdable thing = things.apply(name);
            if (!others.containsKey(thing.resource()) && !thing.runs(context)) {
                LOG.debug("{} does not run", thing.resource());
                continue;
            }
            thing.requireHarmless(context);
            context.undo(new UndoRecord(
                    new ParticipantId(ParticipantId.Role.HOOK, hook),
                    type,
                    settings,
                    thing.resource(),
                    VERSION,
                    Map.of(
                            NAME,
                            name,
                            UNTIL,
                            context.clock().instant().plus(thing.goesOn()).toString())));
            context.cancellation().check();
            thing.hold(context);
        }
    }

    /** One that was started and stopped again meanwhile leaves no trace here. */
    @Override
    public Optional<Failure> disturbance(UndoRecord record, RunContext context) throws Exception {
        Holdable thing = things.apply(record.data().getOrDefault(NAME, ""));
        return thing.runs(context)
                ? Optional.of(Failure.of("HF-HOK-039", thing.resource() + " was to rest and runs again")
                        .hint("Look who starts it, keep that away while backups are made, and run the job again.")
                        .retry(RetryStatus.LATER)
                        .with("resource", thing.resource()))
                : Optional.empty();
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        Holdable thing = things.apply(record.data().getOrDefault(NAME, ""));
        Deadline known = Deadline.after(left(record, thing, context));
        while (thing.runs(context) && !known.isOver()) {
            context.cancellation().check();
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        thing.release(context);
    }

    /** Never longer than a hold takes: a clock that was set meanwhile must not keep a service waiting. */
    private static Duration left(UndoRecord record, Holdable thing, RunContext context) {
        try {
            Instant until = Instant.parse(record.data().getOrDefault(UNTIL, ""));
            Duration left = Duration.between(context.clock().instant(), until);
            return left.isNegative() ? Duration.ZERO : left.compareTo(thing.goesOn()) > 0 ? thing.goesOn() : left;
        } catch (DateTimeParseException e) {
            return thing.goesOn();
        }
    }
}
