package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract of staged restores passes good targets and finds each broken rule. */
@SuppressWarnings("try")
class StagedRestoreContractTest {

    @Test
    void a_scripted_target_keeps_all_rules() {
        ContractRun.of(Scripted.class).assertKeepsAllBut();
    }

    @Test
    void a_note_keeps_all_rules() {
        ContractRun.of(Good.class).assertKeepsAllBut();
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "STAGED-01", CreatesFirst.class,
                "STAGED-02", SwapsFirst.class,
                "STAGED-03", CannotGoBack.class,
                "STAGED-04", KeepsTheOldOne.class,
                "UNDO-01", UndoesOnce.class,
                "UNDO-02", AnotherOwner.class,
                "UNDO-03", ReleasesOnce.class));
    }

    static class Scripted extends StagedRestoreContract {
        @Override
        protected TargetUnderTest target() {
            ScriptedTarget world =
                    ScriptedTarget.named("orders").put("1.json", "one").staged();
            return TargetUnderTest.of(world.definition(), () -> world.put("1.json", "changed"))
                    .leftoversIn(world::areas);
        }
    }

    static class Good extends StagedRestoreContract {
        final Map<String, String> world = new TreeMap<>(Map.of("live", "one"));

        Note note() {
            return new Note(world);
        }

        @Override
        protected TargetUnderTest target() {
            world.clear();
            world.put("live", "one");
            return TargetUnderTest.of(TargetDefinition.of(Note.ID, this::note), () -> world.put("live", "changed"))
                    .leftoversIn(() -> world.keySet().stream()
                            .filter(place -> !place.equals("live"))
                            .toList());
        }
    }

    /** A text that can be restored beside the live one; tests change one thing. */
    static class Note implements BackupTarget, StagedRestore {
        static final TargetId ID = new TargetId("note", "only");
        final Map<String, String> world;

        Note(Map<String, String> world) {
            this.world = world;
        }

        @Override
        public TargetId id() {
            return ID;
        }

        @Override
        public void capture(BackupSink sink, RunContext context) throws IOException {
            try (OutputStream out = sink.artifact("txt")) {
                out.write(world.getOrDefault("live", "").getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void restore(BackupReader from, RestoreRequest how, RunContext context) throws IOException {
            world.put("live", read(from));
        }

        static String read(BackupReader from) throws IOException {
            try (InputStream in = from.artifact("txt")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        UndoRecord record(String act) {
            return new UndoRecord(
                    new ParticipantId(ParticipantId.Role.TARGET, ID.name()),
                    ID.type(),
                    Settings.none(),
                    ID.toString(),
                    1,
                    Map.of("act", act));
        }

        @Override
        public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
            context.undo(record("stage"));
            world.put("staged", read(from));
            return new RestoredCopy(Map.of("place", "staged"));
        }

        @Override
        public void swap(RestoredCopy copy, RunContext context) throws Exception {
            context.undo(record("swap"));
            world.put("kept", world.getOrDefault("live", ""));
            world.put("live", world.getOrDefault("staged", ""));
            world.remove("staged");
        }

        @Override
        public void undo(UndoRecord record, RunContext context) {
            if ("swap".equals(record.data().get("act")) && world.containsKey("kept")) {
                world.put("live", world.getOrDefault("kept", ""));
                world.remove("kept");
            }
            world.remove("staged");
        }

        @Override
        public void release(UndoRecord record, RunContext context) {
            if ("swap".equals(record.data().get("act"))) {
                world.remove("kept");
            }
            world.remove("staged");
        }
    }

    static class CreatesFirst extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
                    world.put("staged", "");
                    return super.stage(from, how, context);
                }
            };
        }
    }

    static class SwapsFirst extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                public void swap(RestoredCopy copy, RunContext context) throws Exception {
                    String old = world.getOrDefault("live", "");
                    world.put("live", world.getOrDefault("staged", ""));
                    context.undo(record("swap"));
                    world.put("kept", old);
                    world.remove("staged");
                }
            };
        }
    }

    static class CannotGoBack extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                public void swap(RestoredCopy copy, RunContext context) throws Exception {
                    super.swap(copy, context);
                    world.remove("kept");
                }
            };
        }

        @Override
        protected java.util.Optional<String> waived(String rule) {
            // Undo cannot work either; this one is about what swap keeps.
            return List.of("STAGED-02", "UNDO-01", "UNDO-02").contains(rule)
                    ? java.util.Optional.of("not tried here")
                    : java.util.Optional.empty();
        }
    }

    static class KeepsTheOldOne extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                public void release(UndoRecord record, RunContext context) {}
            };
        }
    }

    static class UndoesOnce extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                public void undo(UndoRecord record, RunContext context) {
                    if ("swap".equals(record.data().get("act"))
                            && !world.containsKey("kept")
                            && !world.containsKey("staged")) {
                        throw new IllegalStateException("the kept one is not there");
                    }
                    super.undo(record, context);
                }
            };
        }
    }

    static class AnotherOwner extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                UndoRecord record(String act) {
                    UndoRecord good = super.record(act);
                    return new UndoRecord(
                            new ParticipantId(ParticipantId.Role.TARGET, "somebody"),
                            good.type(),
                            good.settings(),
                            good.resource(),
                            good.version(),
                            good.data());
                }
            };
        }
    }

    static class ReleasesOnce extends Good {
        @Override
        Note note() {
            return new Note(world) {
                @Override
                public void release(UndoRecord record, RunContext context) {
                    if ("swap".equals(record.data().get("act")) && !world.containsKey("kept")) {
                        throw new IllegalStateException("the kept one is not there");
                    }
                    super.release(record, context);
                }
            };
        }
    }
}
