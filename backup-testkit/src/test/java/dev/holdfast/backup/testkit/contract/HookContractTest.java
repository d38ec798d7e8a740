package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.ScriptedHook;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The hook contract passes good hooks and finds each broken rule. */
@SuppressWarnings("try")
class HookContractTest {

    @Test
    void a_scripted_hook_keeps_all_rules() {
        ContractRun.of(Scripted.class).assertKeepsAllBut();
    }

    @Test
    void a_hook_on_two_services_keeps_all_rules() {
        ContractRun.of(Good.class).assertKeepsAllBut();
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "HOOK-01", ActsFirst.class,
                "HOOK-02", UndoesOnce.class,
                "HOOK-03", AnotherOwner.class,
                "HOOK-04", SwallowsItsFailure.class,
                "HOOK-05", IgnoresTheCancel.class,
                "HOOK-06", WorksOnce.class,
                "HOOK-07", StopsInItsCheck.class,
                "HOOK-08", StaysOut.class));
    }

    static class Scripted extends HookContract {
        @Override
        protected HookUnderTest hook() {
            ScriptedHook hook = ScriptedHook.stopping("worker");
            return HookUnderTest.of(hook.definition(), hook::isRunning)
                    .brokenBy(() -> hook.afterStop(context -> {
                        throw new HookException(Failure.of("TEST-001", "the worker does not stop"));
                    }));
        }
    }

    /** What runs, and whether the next stop of the second service fails. */
    private static final class World {
        final Set<String> running = new TreeSet<>(Set.of("web", "worker"));
        boolean failing;
        int enters;
    }

    static class Good extends HookContract {
        LifecycleHook open(World world) {
            return new Stop(world);
        }

        @Override
        protected HookUnderTest hook() {
            World world = new World();
            HookDefinition definition = new HookDefinition() {
                @Override
                public String name() {
                    return "stop-all";
                }

                @Override
                public String type() {
                    return "stop";
                }

                @Override
                public Settings settings() {
                    return Settings.none();
                }

                @Override
                public LifecycleHook open() {
                    return Good.this.open(world);
                }
            };
            return HookUnderTest.of(definition, () -> Set.copyOf(world.running)).brokenBy(() -> world.failing = true);
        }
    }

    /** A good hook of which tests change one thing. */
    private static class Stop implements LifecycleHook {
        final World world;

        Stop(World world) {
            this.world = world;
        }

        @Override
        public void enter(HookContext context) {
            Set<String> services = joined(context);
            services.addAll(world.running);
            for (String service : services) {
                stop(service, context);
            }
        }

        /** What rests because of another run. */
        Set<String> joined(HookContext context) {
            try {
                Set<String> joined = new TreeSet<>();
                context.claim(List.of("service:web", "service:worker"))
                        .values()
                        .forEach(record -> joined.add(record.data().getOrDefault("service", "")));
                return joined;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void stop(String service, HookContext context) {
            context.cancellation().check();
            context.undo(record(service));
            context.cancellation().check();
            act(service);
        }

        void act(String service) {
            if (world.failing && world.running.size() == 1) {
                throw new HookException(Failure.of("TEST-001", service + " does not stop"));
            }
            world.running.remove(service);
        }

        UndoRecord record(String service) {
            return new UndoRecord(
                    new ParticipantId(ParticipantId.Role.HOOK, "stop-all"),
                    "stop",
                    Settings.none(),
                    "service:" + service,
                    1,
                    Map.of("service", service));
        }

        @Override
        public void undo(UndoRecord record, RunContext context) {
            world.running.add(record.data().getOrDefault("service", ""));
        }
    }

    static class ActsFirst extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                void stop(String service, HookContext context) {
                    context.cancellation().check();
                    act(service);
                    context.undo(record(service));
                    context.cancellation().check();
                }
            };
        }
    }

    static class UndoesOnce extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                public void undo(UndoRecord record, RunContext context) {
                    if (world.running.size() == 2) {
                        throw new IllegalStateException("everything runs already");
                    }
                    super.undo(record, context);
                }
            };
        }

        @Override
        protected java.util.Optional<String> waived(String rule) {
            // An undo after a kill is an undo of what never happened, too.
            return Set.of("HOOK-01", "HOOK-04", "HOOK-05").contains(rule)
                    ? java.util.Optional.of("not tried here")
                    : java.util.Optional.empty();
        }
    }

    static class AnotherOwner extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                UndoRecord record(String service) {
                    UndoRecord good = super.record(service);
                    return new UndoRecord(
                            new ParticipantId(ParticipantId.Role.HOOK, "somebody"),
                            good.type(),
                            good.settings(),
                            good.resource(),
                            good.version(),
                            good.data());
                }
            };
        }
    }

    static class SwallowsItsFailure extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                void act(String service) {
                    try {
                        super.act(service);
                    } catch (HookException e) {
                        world.failing = false;
                    }
                }
            };
        }
    }

    static class IgnoresTheCancel extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                void stop(String service, HookContext context) {
                    context.undo(record(service));
                    act(service);
                }
            };
        }
    }

    static class WorksOnce extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                public void enter(HookContext context) {
                    world.enters++;
                    super.enter(context);
                }

                @Override
                public void undo(UndoRecord record, RunContext context) {
                    if (world.enters == 1 || "worker".equals(record.data().get("service"))) {
                        super.undo(record, context);
                    }
                }
            };
        }

        @Override
        protected java.util.Optional<String> waived(String rule) {
            // The run that joins enters, too.
            return rule.equals("HOOK-08") ? java.util.Optional.of("not tried here") : java.util.Optional.empty();
        }
    }

    static class StopsInItsCheck extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                public List<Problem> check(RunContext context) {
                    world.running.remove("web");
                    return List.of();
                }
            };
        }
    }

    static class StaysOut extends Good {
        @Override
        LifecycleHook open(World world) {
            return new Stop(world) {
                @Override
                Set<String> joined(HookContext context) {
                    super.joined(context);
                    return new TreeSet<>();
                }
            };
        }
    }
}
