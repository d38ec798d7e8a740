package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand;
import dev.holdfast.backup.cli.InstalledCommand.Result;
import dev.holdfast.backup.cli.Said;
import dev.holdfast.backup.cli.Served;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of the guide on two nodes: the installed command in two directories, on one real PostgreSQL. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralNodesGuideIT {

    private static final List<String> NODES = List.of("first", "second");

    private static final String SCHEDULE = "daily: \"02:15\", zone: Europe/Berlin";

    @TempDir
    static Path installed;

    private static InstalledCommand holdfast;

    @TempDir
    Path directory;

    private List<Served> services = List.of();
    private PostgresServer server;

    @BeforeAll
    static void unpack() throws Exception {
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        holdfast = InstalledCommand.unpack(installed);
    }

    /** The user has no right but that which the guide asks for. */
    @BeforeEach
    void startTheDatabase() {
        server = PostgresServer.start();
        server.sql("postgres", "CREATE ROLE holdfast LOGIN PASSWORD 'secret'");
        server.sql("postgres", "CREATE DATABASE holdfast OWNER holdfast");
    }

    @AfterEach
    void end() {
        services.forEach(service -> service.process().destroyForcibly());
        if (server != null) {
            server.close();
        }
    }

    /** Each has the file of the guide; what is another place here is replaced. */
    private void configure(String node, String schedule) throws Exception {
        Block block = Block.of(Repository.root().resolve("docs/guides/several-nodes.md"), "test").stream()
                .filter(each -> each.mark().equals("configuration"))
                .findFirst()
                .orElseThrow();
        String text = block.text();
        text = replace(
                text, "/var/lib/holdfast", directory.resolve(node + "/state").toString());
        text = replace(text, "/mnt/", directory + "/");
        text = replace(text, "jdbc:postgresql://db.internal/holdfast", server.url("holdfast"));
        text = replace(text, "user: holdfast", "user: holdfast\n  password: secret\n  node: " + node);
        text = replace(text, SCHEDULE, schedule);
        Files.writeString(Files.createDirectories(directory.resolve(node)).resolve("holdfast.yaml"), text);
    }

    private static String replace(String text, String what, String by) {
        assertThat(text).contains(what);
        return text.replace(what, by);
    }

    private Served serve(String node) {
        try {
            return Served.start(
                    holdfast.in(directory.resolve(node), "serve", "--no-http"), directory.resolve(node + ".log"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String run(String node, String... arguments) throws Exception {
        Result result = InstalledCommand.run(holdfast.in(directory.resolve(node), arguments));
        assertThat(result.code()).as("%s: %s", List.of(arguments), result).isZero();
        return result.out();
    }

    @Test
    void one_of_the_nodes_makes_what_is_due_and_each_knows() throws Exception {
        Files.createDirectories(directory.resolve("uploads"));
        Files.writeString(directory.resolve("uploads/letter.txt"), "hello");
        for (String node : NODES) {
            configure(node, SCHEDULE);
        }
        services = NODES.stream().map(this::serve).toList();
        for (Served service : services) {
            service.awaits("nightly +active +file +daily 02:15 Europe/Berlin");
        }
        Instant due = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < NODES.size(); i++) {
            configure(NODES.get(i), "every: 1h, starting: \"" + due + "\"");
            services.get(i).kill("HUP");
        }
        Said.awaits(
                "backup of nightly succeeded",
                () -> services.get(0).log() + services.get(1).log());

        assertThat(run("first", "schedule", "status"))
                .containsPattern("first +serve ")
                .containsPattern("second +serve ")
                .doesNotContain("HF-");
        assertThat(run("second", "history", "--job", "nightly"))
                .containsOnlyOnce("nightly")
                .containsPattern("succeeded .* schedule ");
        assertThat(run("second", "history", "--job", "nightly", "--json")).contains("\"" + due + "\"");
        for (Served service : services) {
            service.kill("TERM");
        }
        for (Served service : services) {
            assertThat(service.ends()).as(service.log()).isZero();
        }
        assertThat(run("first", "list").lines().filter(line -> line.startsWith("uploads_")))
                .hasSize(1);
    }
}
