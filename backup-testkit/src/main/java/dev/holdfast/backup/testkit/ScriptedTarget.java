package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.NeededService;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.TargetDefinition;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A world of documents in memory that is protected by a target which does what a test tells it. Thread-safe.
 *
 * <p>The world outlives the targets that its {@link #definition()} opens, as a database outlives its clients. A capture runs the steps of
 * {@link #onCapture} in their order; without any it writes all documents as one archive. A restore brings back documents from every archive,
 * and a document from every other artifact of the role data, named by its suffix.
 *
 * <pre>{@code
 * ScriptedTarget orders = ScriptedTarget.named("orders").put("1.json", "{}");
 * orders.onCapture(ScriptedTarget.documents(orders)).onCapture(ScriptedTarget.problem(warning));
 * }</pre>
 */
public final class ScriptedTarget {

    /** The type of all scripted targets. */
    public static final String TYPE = "scripted";

    /** When every document changed, as archives say. */
    static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");

    /** A step of a capture. */
    @FunctionalInterface
    public interface CaptureStep {

        /**
         * Does it.
         *
         * @param sink where to write
         * @param context the run
         * @throws Exception to fail the capture
         */
        void run(BackupSink sink, RunContext context) throws Exception;
    }

    /** A step of something else. */
    @FunctionalInterface
    public interface Step {

        /**
         * Does it.
         *
         * @param context the run
         * @throws Exception to fail what it is a step of
         */
        void run(RunContext context) throws Exception;
    }

    private final TargetId id;
    private final ScriptedWorld world = new ScriptedWorld();
    private final List<CaptureStep> capture = new CopyOnWriteArrayList<>();
    private final List<Step> restore = new CopyOnWriteArrayList<>();
    private final List<Step> swap = new CopyOnWriteArrayList<>();
    private final List<Problem> check = new CopyOnWriteArrayList<>();
    private final List<NeededService> needs = new CopyOnWriteArrayList<>();
    private final AtomicInteger captures = new AtomicInteger();
    private final AtomicInteger restores = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean staged;
    private volatile @Nullable SizeEstimate estimate;

    private ScriptedTarget(TargetId id) {
        this.id = id;
    }

    /**
     * Makes a world without documents.
     *
     * @param name the target's name
     * @return the world
     */
    public static ScriptedTarget named(String name) {
        return new ScriptedTarget(new TargetId(TYPE, name));
    }

    /** {@return the identity} */
    public TargetId id() {
        return id;
    }

    /** {@return the definition, which opens a new target of this world each time} */
    public TargetDefinition definition() {
        return TargetDefinition.of(id, () -> {
            open.incrementAndGet();
            return staged ? new ScriptedStagedTarget(this) : new ScriptedPlainTarget(this);
        });
    }

    /**
     * Lets targets have the ability {@link dev.holdfast.backup.spi.StagedRestore}.
     *
     * @return this
     */
    public ScriptedTarget staged() {
        staged = true;
        return this;
    }

    /**
     * Lets targets have the ability {@link SizeEstimate}.
     *
     * @param how what they estimate
     * @return this
     */
    public ScriptedTarget estimating(SizeEstimate how) {
        estimate = how;
        return this;
    }

    /**
     * Lets targets need a service, such as that of a {@link ScriptedHook}.
     *
     * @param service its name
     * @return this
     */
    public ScriptedTarget needing(String service) {
        needs.add(new NeededService.InContainer(service));
        return this;
    }

    List<NeededService> needs() {
        return List.copyOf(needs);
    }

    @Nullable SizeEstimate estimate() {
        return estimate;
    }

    /**
     * Puts a document into the live world.
     *
     * @param document its name
     * @param content its content
     * @return this
     */
    public ScriptedTarget put(String document, byte[] content) {
        world.put(document, content);
        return this;
    }

    /**
     * Puts a document into the live world.
     *
     * @param document its name
     * @param content its content
     * @return this
     */
    public ScriptedTarget put(String document, String content) {
        return put(document, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Removes a document from the live world.
     *
     * @param document its name
     * @return this
     */
    public ScriptedTarget remove(String document) {
        world.remove(document);
        return this;
    }

    /** {@return the live documents as texts, by name} */
    public Map<String, String> texts() {
        return texts(world.live());
    }

    /** {@return copies of the live documents, by name} */
    public Map<String, byte[]> contents() {
        return world.live();
    }

    /**
     * Returns the documents that were restored to another place, as texts.
     *
     * @param destination the place
     * @return the documents by name; none if nothing was restored there
     */
    public Map<String, String> textsAt(String destination) {
        return texts(world.area("to " + destination));
    }

    /** {@return the areas there are beside the live one: staged, kept and other places} */
    public List<String> areas() {
        return world.areas();
    }

    private static Map<String, String> texts(Map<String, byte[]> documents) {
        Map<String, String> texts = new TreeMap<>();
        documents.forEach((name, content) -> texts.put(name, new String(content, StandardCharsets.UTF_8)));
        return texts;
    }

    /**
     * Adds a step to the capture.
     *
     * @param step the step
     * @return this
     */
    public ScriptedTarget onCapture(CaptureStep step) {
        capture.add(step);
        return this;
    }

    /**
     * Adds a step before the capture's others.
     *
     * @param step the step
     * @return this
     */
    public ScriptedTarget beforeCapture(Step step) {
        if (capture.isEmpty()) {
            capture.add(documents(this));
        }
        capture.add(0, (sink, context) -> step.run(context));
        return this;
    }

    /** Forgets the steps of the capture, so that it writes all documents as one archive again. */
    public void plainCapture() {
        capture.clear();
    }

    /**
     * Adds a step that runs when a restore or staging begins, before it reads the backup.
     *
     * @param step the step
     * @return this
     */
    public ScriptedTarget onRestore(Step step) {
        restore.add(step);
        return this;
    }

    /**
     * Adds a step to the swap, between its undo record and its act.
     *
     * @param step the step
     * @return this
     */
    public ScriptedTarget onSwap(Step step) {
        swap.add(step);
        return this;
    }

    /**
     * Lets the check find something.
     *
     * @param problem what
     * @return this
     */
    public ScriptedTarget onCheck(Problem problem) {
        check.add(problem);
        return this;
    }

    /** {@return how many captures were begun} */
    public int captures() {
        return captures.get();
    }

    /** {@return how many restores and stagings were begun} */
    public int restores() {
        return restores.get();
    }

    /** {@return how many targets were opened and not closed} */
    public int open() {
        return open.get();
    }

    ScriptedWorld world() {
        return world;
    }

    List<Problem> check() {
        return List.copyOf(check);
    }

    void closed() {
        open.decrementAndGet();
    }

    void runCapture(BackupSink sink, RunContext context) throws Exception {
        captures.incrementAndGet();
        List<CaptureStep> steps = capture.isEmpty() ? List.of(documents(this)) : new ArrayList<>(capture);
        for (CaptureStep step : steps) {
            context.cancellation().check();
            step.run(sink, context);
        }
    }

    void runRestoreSteps(RunContext context) throws Exception {
        restores.incrementAndGet();
        for (Step step : restore) {
            step.run(context);
        }
    }

    void runSwapSteps(RunContext context) throws Exception {
        for (Step step : swap) {
            step.run(context);
        }
    }

    /**
     * Returns the step that writes all live documents as the only archive.
     *
     * @param world whose documents
     * @return the step
     */
    public static CaptureStep documents(ScriptedTarget world) {
        return documents(world, "");
    }

    /**
     * Returns the step that writes all live documents as an archive.
     *
     * @param world whose documents
     * @param suffix what to call the archive
     * @return the step
     */
    public static CaptureStep documents(ScriptedTarget world, String suffix) {
        return (sink, context) -> {
            try (ArchiveWriter archive = sink.archive(suffix)) {
                for (Map.Entry<String, byte[]> document : world.contents().entrySet()) {
                    context.cancellation().check();
                    byte[] content = document.getValue();
                    archive.add(
                            ArchiveEntry.file(document.getKey(), content.length, MODIFIED),
                            () -> new ByteArrayInputStream(content));
                }
                archive.finish();
            }
        };
    }

    /**
     * Returns the step that writes an artifact.
     *
     * @param suffix what to call it
     * @param content its bytes
     * @return the step
     */
    public static CaptureStep artifact(String suffix, byte[] content) {
        return (sink, context) -> {
            try (OutputStream out = sink.artifact(suffix)) {
                out.write(content);
            }
        };
    }

    /**
     * Returns the step that writes an artifact of bytes that do not compress.
     *
     * @param suffix what to call it
     * @param bytes how many
     * @param seed gives the bytes
     * @return the step
     */
    public static CaptureStep randomArtifact(String suffix, long bytes, long seed) {
        return (sink, context) -> {
            Random random = new Random(seed);
            try (OutputStream out = sink.artifact(suffix)) {
                byte[] block = new byte[64 * 1024];
                for (long left = bytes; left > 0; left -= block.length) {
                    context.cancellation().check();
                    random.nextBytes(block);
                    out.write(block, 0, (int) Math.min(left, block.length));
                }
            }
        };
    }

    /**
     * Returns the step that writes a piece of evidence.
     *
     * @param suffix what to call it
     * @param content its bytes
     * @return the step
     */
    public static CaptureStep evidence(String suffix, byte[] content) {
        return (sink, context) -> {
            try (OutputStream out = sink.evidence(suffix)) {
                out.write(content);
            }
        };
    }

    /**
     * Returns the step that records a fact.
     *
     * @param name the name
     * @param value the value
     * @return the step
     */
    public static CaptureStep fact(String name, String value) {
        return (sink, context) -> sink.fact(name, value);
    }

    /**
     * Returns the step that reports a problem.
     *
     * @param problem the problem
     * @return the step
     */
    public static CaptureStep problem(Problem problem) {
        return (sink, context) -> context.problem(problem);
    }

    /**
     * Returns the step that waits until the test lets it go on.
     *
     * @param pause where to wait
     * @return the step
     */
    public static CaptureStep pause(Pause pause) {
        return (sink, context) -> pause.here(context);
    }

    /**
     * Returns the step that fails.
     *
     * @param message why
     * @return the step, which throws a {@link TargetException} {@code TESTKIT-003}
     */
    public static CaptureStep fail(String message) {
        return (sink, context) -> {
            throw new TargetException(Failure.of("TESTKIT-003", message));
        };
    }
}
