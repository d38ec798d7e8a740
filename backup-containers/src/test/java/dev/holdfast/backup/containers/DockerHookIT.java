package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.testkit.TestRunContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DockerHookIT extends ContainerHookBehaviour {

    @Override
    TestEngine connect() {
        // That the transport works on each JDK is seen by the volumes' and the signals' tests.
        return TestEngine.dockerOnce();
    }

    private TestRunContext stoppedAndBack(String container) throws Exception {
        TestRunContext context = new TestRunContext();
        try (LifecycleHook hook = hook().stop(container).open()) {
            hook.enter(context);
            hook.undo(context.undoRecords().get(0), context);
        }
        return context;
    }

    private String withHealthCheck(String check) {
        // Its second start differs from the first.
        return engine.start(
                "a",
                "[ ! -e /once ] || touch /second; touch /once; trap 'exit 0' TERM; while :; do sleep 0.1; done",
                "--health-cmd",
                check,
                "--health-interval",
                "200ms",
                "--health-retries",
                "1",
                "--health-timeout",
                "5s");
    }

    @Test
    void a_container_is_back_when_its_health_check_says_so() throws Exception {
        String a = withHealthCheck("test -e /once");
        try (TestRunContext context = stoppedAndBack(a)) {
            assertThat(engine.docker("inspect", "--format", "{{.State.Health.Status}}", a))
                    .isEqualTo("healthy");
            assertThat(context.problems()).isEmpty();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Listens a second behind its start, and has the page another second later. */
    private String slowServer(int port) {
        return engine.start(
                "web",
                "mkdir -p /www; rm -f /www/ready; (sleep 1; httpd -p 80 -h /www; sleep 1; echo yes >/www/ready) &"
                        + " trap 'exit 0' TERM; while :; do sleep 0.1; done",
                "--network",
                "bridge",
                "--publish",
                "127.0.0.1:" + port + ":80");
    }

    @Test
    void containers_are_back_when_the_last_of_them_is_and_their_page_answers() throws Exception {
        int port = freePort();
        String web = slowServer(port);
        String db = engine.service("db");
        // The one that comes back first is not asked for the page of the other, which it would wait for in vain.
        DockerHook hook =
                hook().probeHttp("http://127.0.0.1:" + port + "/ready").stop(web, db);
        try (TestRunContext context = new TestRunContext();
                LifecycleHook opened = hook.open()) {
            opened.enter(context);
            opened.undo(context.undoRecords().get(1), context);
            assertThat(engine.runs(db)).isTrue();
            assertThat(engine.runs(web)).isFalse();
            opened.undo(context.undoRecords().get(0), context);
            assertThat(engine.inside(web, "cat /www/ready")).isEqualTo("yes");
            assertThat(context.problems()).isEmpty();
        }
    }

    @Test
    void a_container_is_back_when_its_port_keeps_connections_and_not_when_the_engine_takes_them_for_it()
            throws Exception {
        int port = freePort();
        String web = slowServer(port);
        try (TestRunContext context = new TestRunContext();
                LifecycleHook opened =
                        hook().probeTcp("127.0.0.1:" + port).stop(web).open()) {
            opened.enter(context);
            opened.undo(context.undoRecords().get(0), context);
            assertThat(engine.inside(web, "ps")).contains("httpd");
            assertThat(context.problems()).isEmpty();
        }
    }

    @Test
    void a_page_that_does_not_come_is_told_with_what_was_answered_last() throws Exception {
        int port = freePort();
        String web = slowServer(port);
        DockerHook hook = hook().probeHttp("http://127.0.0.1:" + port + "/never")
                .probeInterval(Duration.ofMillis(100))
                .healthTimeout(Duration.ofSeconds(3))
                .stop(web);
        try (TestRunContext context = new TestRunContext();
                LifecycleHook opened = hook.open()) {
            opened.enter(context);
            opened.undo(context.undoRecords().get(0), context);
            assertThat(context.problems())
                    .extracting(Problem::message)
                    .containsExactly(
                            "container " + web + " was started but is not healthy: the probe of http://127.0.0.1:"
                                    + port + "/never does not succeed: it answers 404");
            assertThat(engine.runs(web)).isTrue();
        }
    }

    @Test
    void a_container_that_is_not_healthy_behind_its_start_runs_and_is_an_error() throws Exception {
        String a = withHealthCheck("test ! -e /second");
        try (TestRunContext context = stoppedAndBack(a)) {
            assertThat(context.problems()).extracting(Problem::code).containsExactly("HF-CTR-012");
            assertThat(context.problems())
                    .extracting(Problem::message)
                    .containsExactly("container " + a + " was started but is not healthy: its health check fails");
            assertThat(engine.runs(a)).isTrue();
        }
    }
}
