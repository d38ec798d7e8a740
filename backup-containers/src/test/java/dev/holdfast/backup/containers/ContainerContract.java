package dev.holdfast.backup.containers;

import dev.holdfast.backup.testkit.contract.HookContract;
import dev.holdfast.backup.testkit.contract.HookUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The rules of hooks, on a container that runs and one that does not. */
abstract class ContainerContract extends HookContract {

    private final List<TestEngine> engines = new ArrayList<>();

    abstract TestEngine connect();

    abstract DockerHook hold(DockerHook hook, String... containers);

    @AfterEach
    void removeContainers() {
        engines.forEach(TestEngine::close);
    }

    @Override
    protected HookUnderTest hook() {
        TestEngine engine = connect();
        engines.add(engine);
        String running = engine.service("running");
        String idle = engine.create("idle");
        DockerHook hook = hold(engine.hook("hold").stopTimeout(Duration.ofSeconds(1)), running, idle);
        return HookUnderTest.of(hook, () -> engine.state(running)).brokenBy(() -> engine.remove(idle));
    }
}
