package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand.Result;
import dev.holdfast.backup.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that writes a document to its volume and then a row to its database, hundreds of times a second, is backed up and restored by one job. Each
 * row has its document at every moment, and at most one document has no row yet.
 */
@Timeout(900)
class ConsistentCutIT {

    private static final String IMAGE = "holdfast/postgres:local";

    /** How much else is in the database, which a dump takes along while the application runs again: {@code -Dholdfast.cut.megabytes=1000}. */
    private static final int MEGABYTES = Integer.getInteger("holdfast.cut.megabytes", 30);

    private static final String APPLICATION = """
            trap 'exit 0' INT
            coproc DB { exec psql -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -U app shop; }
            say() { echo "$1" >&"${DB[1]}"; read -r -u "${DB[0]}" answer; }
            say 'SELECT coalesce(max(id), 0) FROM document;'
            for ((i = answer + 1; ; i++)); do
              echo "document $i" >"/data/$i"
              say "INSERT INTO document VALUES ($i); SELECT pg_sleep(0.002);"
            done
            """;

    @TempDir
    static Path installed;

    @TempDir
    Path directory;

    private static InstalledCommand holdfast;

    private final String mark = "holdfast-cut-" + UUID.randomUUID().toString().substring(0, 8);
    private final String database = mark + "-db";
    private final String application = mark + "-app";
    private String port = "";
    private String files = "";

    @BeforeAll
    static void unpack() throws Exception {
        holdfast = InstalledCommand.unpack(installed);
    }

    @BeforeEach
    void startTheApplication() throws Exception {
        requireEngine();
        docker(
                "run",
                "--detach",
                "--name",
                database,
                "--publish",
                "127.0.0.1::5432",
                "--env",
                "POSTGRES_USER=app",
                "--env",
                "POSTGRES_PASSWORD=secret",
                "--env",
                "POSTGRES_DB=shop",
                IMAGE,
                "-c",
                "fsync=off");
        port = docker("port", database, "5432/tcp").replaceAll(".*:", "");
        awaitDatabase();
        sql("shop", "CREATE TABLE document (id integer PRIMARY KEY)");
        sql(
                "shop",
                "CREATE TABLE ballast AS SELECT i, md5(i::text) || repeat(md5((-i)::text), 31) AS text FROM generate_series(1, "
                        + MEGABYTES * 1000 + ") i");
        docker("volume", "create", mark);
        files = docker("volume", "inspect", "--format", "{{.Mountpoint}}", mark);
        docker(
                "run",
                "--detach",
                "--name",
                application,
                "--network",
                "container:" + database,
                "--volume",
                mark + ":/data",
                "--env",
                "PGPASSWORD=secret",
                "--entrypoint",
                "bash",
                IMAGE,
                "-c",
                APPLICATION);
        awaitDocuments(100);
    }

    @AfterEach
    void removeAll() throws Exception {
        tryDocker("rm", "--force", "--volumes", application, database);
        tryDocker("volume", "rm", mark);
    }

    private static void requireEngine() throws Exception {
        // What the two take at one moment does not depend on the JDK.
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        if (tryDocker("image", "inspect", IMAGE).code() != 0) {
            Tools.lack("no engine has the image " + IMAGE + ": bin/engines start makes what is needed");
        }
    }

    private static Result tryDocker(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("docker"));
        words.addAll(List.of(arguments));
        try {
            return InstalledCommand.run(new ProcessBuilder(words));
        } catch (IOException e) {
            return new Result(127, "", String.valueOf(e.getMessage()));
        }
    }

    private static String docker(String... arguments) throws IOException, InterruptedException {
        Result result = tryDocker(arguments);
        assertThat(result.code()).as(List.of(arguments) + ": " + result).isZero();
        return result.out().strip();
    }

    private String sql(String in, String statement) throws IOException, InterruptedException {
        return docker("exec", database, "psql", "-X", "-q", "-A", "-t", "-U", "app", "-d", in, "-c", statement);
    }

    private void awaitDatabase() throws Exception {
        for (int i = 0; i < 600; i++) {
            // The server that makes the database listens on no network.
            if (tryDocker(
                                    "exec",
                                    "--env",
                                    "PGPASSWORD=secret",
                                    database,
                                    "psql",
                                    "-h",
                                    "127.0.0.1",
                                    "-U",
                                    "app",
                                    "-d",
                                    "shop",
                                    "-c",
                                    "SELECT 1")
                            .code()
                    == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("no database: " + tryDocker("logs", database));
    }

    private int rows() throws IOException, InterruptedException {
        return Integer.parseInt(sql("shop", "SELECT count(*) FROM document"));
    }

    private void awaitDocuments(int more) throws Exception {
        int goal = rows() + more;
        for (int i = 0; i < 600; i++) {
            if (rows() >= goal) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the application writes nothing: " + tryDocker("logs", application));
    }

    private void configure(String hook) throws IOException {
        Files.writeString(directory.resolve("holdfast.yaml"), """
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  shop: { type: postgres, url: "jdbc:postgresql://127.0.0.1:%s/shop", user: app, password: secret }
                  files: { type: files, paths: [%s] }
                jobs:
                  nightly:
                    targets: [shop, files]
                    hooks: [%s]
                """.formatted(port, files, hook));
    }

    private Result holdfast(String... arguments) throws IOException, InterruptedException {
        return InstalledCommand.run(holdfast.in(directory, arguments));
    }

    private Result succeed(String... arguments) throws IOException, InterruptedException {
        Result result = holdfast(arguments);
        assertThat(result.code()).as(List.of(arguments) + ": " + result).isZero();
        return result;
    }

    private String startedAt(String container) throws Exception {
        return docker("inspect", "--format", "{{.State.StartedAt}} {{.State.Status}}", container);
    }

    /** {@return how long each was held still, as the report says it: {@code container:NAME=SECONDS}} */
    private static List<String> pauses(String json) {
        Matcher matcher = Pattern.compile("\"resource\":\"([^\"]*)\",\"seconds\":([0-9.]+)")
                .matcher(json);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1) + "=" + matcher.group(2));
        }
        return found;
    }

    private void assertBothFit(String name) throws Exception {
        String copy = "copy_" + name;
        succeed("restore", "shop_" + name, "--to", "jdbc:postgresql://127.0.0.1:" + port + "/" + copy, "--yes");
        Path to = directory.resolve("files-" + name);
        succeed("restore", "files_" + name, "--to", to.toString(), "--strip-root", "--yes");
        Set<Integer> documents = new TreeSet<>();
        try (Stream<Path> restored = Files.list(to)) {
            for (Path file : restored.toList()) {
                documents.add(Integer.parseInt(file.getFileName().toString()));
            }
        }
        Set<Integer> rows = new TreeSet<>();
        sql(copy, "SELECT id FROM document").lines().forEach(line -> rows.add(Integer.parseInt(line)));
        assertThat(rows).hasSizeGreaterThanOrEqualTo(100);
        Set<Integer> bare = new TreeSet<>(rows);
        bare.removeAll(documents);
        assertThat(bare).as("rows without a document").isEmpty();
        for (int row : rows) {
            assertThat(Files.readString(to.resolve(Integer.toString(row)))).isEqualTo("document " + row + "\n");
        }
        documents.removeAll(rows);
        assertThat(documents).as("documents without a row").hasSizeLessThanOrEqualTo(1);
        assertThat(sql(copy, "SELECT count(*) FROM ballast")).isEqualTo(Integer.toString(MEGABYTES * 1000));
    }

    @Test
    void database_and_files_are_of_one_moment_and_the_application_rests_for_no_longer_than_that_takes()
            throws Exception {
        String server = startedAt(database);
        for (String act : List.of("stop", "pause")) {
            configure("{ type: docker, %s: [%s], stop-timeout: 20s }".formatted(act, application));
            awaitDocuments(50);
            Result created = succeed("create", "nightly", "--name", act, "--json");
            List<String> pauses = pauses(created.out());
            System.out.println(act + ", " + MEGABYTES + " MB beside: " + pauses);
            assertThat(pauses).singleElement().asString().startsWith("container:" + application + "=");
            awaitDocuments(50);
            assertBothFit(act);
        }
        assertThat(startedAt(database)).as("the server was left alone").isEqualTo(server);
    }

    @Test
    void a_hook_that_would_stop_the_container_of_the_server_is_refused() throws Exception {
        String before = startedAt(database) + startedAt(application);
        configure("{ type: docker, stop: [%s, %s] }".formatted(application, database));
        for (String command : List.of("check", "create")) {
            Result refused = holdfast(command, "nightly");
            assertThat(refused.code()).as(refused.toString()).isEqualTo(9);
            assertThat(refused.out() + refused.err())
                    .contains("HF-HOK-008")
                    .contains("would hold container " + database + " still, which target shop needs");
        }
        assertThat(startedAt(database) + startedAt(application)).isEqualTo(before);
        assertThat(succeed("list", "--json").out()).isEqualTo("[]\n");
    }
}
