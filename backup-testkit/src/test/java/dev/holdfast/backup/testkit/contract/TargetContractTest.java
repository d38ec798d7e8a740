package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The target contract passes good targets and finds each broken rule. */
@SuppressWarnings("try")
class TargetContractTest {

    @Test
    void a_scripted_target_keeps_all_rules() {
        ContractRun.of(Good.class).assertKeepsAllBut();
    }

    @Test
    void a_target_of_three_methods_keeps_all_rules_that_it_can_be_tried_for() {
        ContractRun.of(ThreeMethods.class).assertKeepsAllBut("TARGET-11");
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "TARGET-01", AnotherIdEachTime.class,
                "TARGET-02", DoesNotFinish.class,
                "TARGET-03", ForgetsWhatWasRemoved.class,
                "TARGET-05", LeavesStreamsOpen.class,
                "TARGET-06", SwallowsTheCancel.class,
                "TARGET-07", WrapsStoreExceptions.class,
                "TARGET-08", ChecksByWriting.class,
                "TARGET-10", ClosesOnce.class,
                "TARGET-11", SkipsInSilence.class));
    }

    @Test
    void a_target_that_writes_evidence_only_is_found() {
        // No data in the backup, so nothing to bring back either.
        ContractRun.of(WritesEvidenceOnly.class).assertBreaks("TARGET-04", List.of("TARGET-03"));
    }

    @Test
    void a_target_that_changes_what_it_captures_is_found() {
        // The other two compare captures, which are never the same here.
        ContractRun.of(CountsItsCaptures.class).assertBreaks("TARGET-09", List.of("TARGET-03", "TARGET-08"));
    }

    static class Good extends TargetContract {
        final ScriptedTarget world = ScriptedTarget.named("orders")
                .put("1.json", "one")
                .put("2.json", "two".repeat(5000))
                .put("3.json", "");

        BackupTarget changed(BackupTarget target) {
            return target;
        }

        @Override
        protected TargetUnderTest target() {
            TargetDefinition good = world.definition();
            return TargetUnderTest.of(
                            TargetDefinition.of(world.id(), () -> changed(good.open())),
                            () -> world.put("1.json", "changed")
                                    .put("4.json", "added")
                                    .remove("2.json"))
                    .damagedBy(this::damage)
                    .leftoversIn(world::areas);
        }

        void damage() {
            world.beforeCapture(context ->
                    context.problem(new Problem(Severity.WARNING, "TEST-001", "2.json cannot be read", "Look at it.")));
        }
    }

    static class ThreeMethods extends TargetContract {
        @Override
        protected TargetUnderTest target() {
            byte[][] live = {"the only document".getBytes(StandardCharsets.UTF_8)};
            TargetId id = new TargetId("note", "only");
            BackupTarget target = new BackupTarget() {
                @Override
                public TargetId id() {
                    return id;
                }

                @Override
                public void capture(BackupSink sink, RunContext context) throws IOException {
                    try (OutputStream out = sink.artifact("txt")) {
                        out.write(live[0]);
                    }
                }

                @Override
                public void restore(BackupReader from, RestoreRequest how, RunContext context) throws IOException {
                    try (java.io.InputStream in = from.artifact("txt")) {
                        live[0] = in.readAllBytes();
                    }
                }
            };
            return TargetUnderTest.of(TargetDefinition.of(id, () -> target), () -> live[0] = new byte[] {1});
        }
    }

    /** A good target of which tests change one thing. */
    private static class Changed implements BackupTarget {
        final BackupTarget target;

        Changed(BackupTarget target) {
            this.target = target;
        }

        @Override
        public TargetId id() {
            return target.id();
        }

        @Override
        public void capture(BackupSink sink, RunContext context) throws Exception {
            target.capture(sink, context);
        }

        @Override
        public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
            target.restore(from, how, context);
        }

        @Override
        public List<Problem> check(RunContext context) throws Exception {
            return target.check(context);
        }

        @Override
        public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
            return target.preview(from, how, context);
        }

        @Override
        public void close() throws Exception {
            target.close();
        }
    }

    static class AnotherIdEachTime extends Good {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public TargetId id() {
                    return new TargetId("scripted", "orders-" + count.incrementAndGet());
                }
            };
        }
    }

    static class DoesNotFinish extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void capture(BackupSink sink, RunContext context) throws Exception {
                    target.capture(sink, context);
                    try (ArchiveWriter archive = sink.archive("more")) {
                        archive.kinds();
                    }
                }
            };
        }
    }

    static class ForgetsWhatWasRemoved extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
                    boolean removed = !world.texts().containsKey("2.json");
                    target.restore(from, how, context);
                    if (removed) {
                        world.remove("2.json");
                    }
                }
            };
        }
    }

    static class WritesEvidenceOnly extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void capture(BackupSink sink, RunContext context) throws Exception {
                    try (OutputStream out = sink.evidence("all.txt")) {
                        out.write(world.texts().toString().getBytes(StandardCharsets.UTF_8));
                    }
                }

                @Override
                public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
                    try (java.io.InputStream in = from.artifact("all.txt")) {
                        in.readAllBytes();
                    }
                }
            };
        }

        @Override
        void damage() {
            throw new UnsupportedOperationException("nothing to damage");
        }

        @Override
        protected java.util.Optional<String> waived(String rule) {
            return rule.equals("TARGET-11") ? java.util.Optional.of("not tried here") : java.util.Optional.empty();
        }
    }

    static class LeavesStreamsOpen extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void capture(BackupSink sink, RunContext context) throws Exception {
                    target.capture(sink, context);
                    OutputStream out = sink.evidence("more");
                    out.write(new byte[100_000]);
                    out.close();
                }
            };
        }
    }

    static class SwallowsTheCancel extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void capture(BackupSink sink, RunContext context) throws Exception {
                    try {
                        target.capture(sink, context);
                    } catch (CancelledException e) {
                        context.progress().step("cancelled");
                    }
                }
            };
        }
    }

    static class WrapsStoreExceptions extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void capture(BackupSink sink, RunContext context) throws Exception {
                    try {
                        target.capture(sink, context);
                    } catch (StoreException e) {
                        throw new IOException("cannot write", e);
                    }
                }
            };
        }
    }

    static class ChecksByWriting extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public List<Problem> check(RunContext context) throws Exception {
                    world.put("check.tmp", "can I write?");
                    return target.check(context);
                }
            };
        }
    }

    static class CountsItsCaptures extends Good {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                @Override
                public void capture(BackupSink sink, RunContext context) throws Exception {
                    world.put("captures.txt", "captured " + count.incrementAndGet() + " times");
                    target.capture(sink, context);
                }
            };
        }
    }

    static class ClosesOnce extends Good {
        @Override
        BackupTarget changed(BackupTarget target) {
            return new Changed(target) {
                private boolean closed;

                @Override
                public void close() throws Exception {
                    if (closed) {
                        throw new IllegalStateException("the connection is closed already");
                    }
                    closed = true;
                    target.close();
                }
            };
        }
    }

    static class SkipsInSilence extends Good {
        @Override
        void damage() {
            world.beforeCapture(context -> context.progress().step("skipped 2.json"));
        }
    }
}
