package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.containers.internal.tool.ExitCode;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs programs inside of containers, and waits for their end. */
final class ContainerExec {

    private static final Duration PROMPT = Duration.ofSeconds(30);

    /** The mark of a frame of standard error. */
    private static final int ERRORS = 2;

    private final Engine engine;

    ContainerExec(Engine engine) {
        this.engine = engine;
    }

    /**
     * How a program ended.
     *
     * @param exitCode its exit code
     * @param output the end of what it said on standard output
     * @param errors the end of what it said on standard error; an engine does not tell in which order the two were said
     */
    record Result(int exitCode, String output, String errors) {

        /** {@return its last line, of standard error if it said something there; empty if it said nothing} */
        String lastWords() {
            return (errors.isBlank() ? output : errors)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce("", (first, last) -> last);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param container the container's id
     * @param program the program
     * @param bound how long it may take; then the connection is closed and the program goes on
     * @param created gets the id by which the engine knows it, before it begins
     * @return how it ended
     * @throws InterruptedException if this thread is interrupted; the program goes on
     */
    Result run(String container, ExecProgram program, Duration bound, Consumer<String> created)
            throws InterruptedException {
        String what = "run " + program.command().get(0) + " in container " + container;
        Answer made = engine.post("/containers/" + container + "/exec", description(program), what, PROMPT);
        String id = Json.text(engine.json(made, what).path("Id"));
        created.accept(id);
        Tail output = new Tail();
        Tail errors = new Tail();
        ObjectNode attached = Json.object().put("Detach", false).put("Tty", false);
        Answer answer =
                engine.stream("/exec/" + id + "/start", attached, what, bound, stream -> read(stream, output, errors));
        if (!answer.isSuccess()) {
            String words = answer.words();
            if (isAboutTheProgram(words)) {
                return new Result(ExitCode.NOT_FOUND, "", words);
            }
            throw EngineFailures.refused(engine.endpoint(), what, answer);
        }
        JsonNode state = state(id);
        return new Result(Json.number(state.path("ExitCode"), -1), output.text(), errors.text());
    }

    private static boolean isAboutTheProgram(String words) {
        return words.contains("executable file") || words.contains("no such file") || words.contains("not found");
    }

    private static ObjectNode description(ExecProgram program) {
        ObjectNode body = Json.object();
        body.put("AttachStdout", true).put("AttachStderr", true);
        ArrayNode command = body.putArray("Cmd");
        program.command().forEach(command::add);
        ArrayNode environment = body.putArray("Env");
        program.environment().forEach((name, value) -> environment.add(name + "=" + value));
        if (program.user() != null) {
            body.put("User", program.user());
        }
        if (program.directory() != null) {
            body.put("WorkingDir", program.directory());
        }
        return body;
    }

    /**
     * Tells whether a program still runs.
     *
     * @param id what the engine calls it
     * @return whether it does; an engine forgets it some time behind its end
     * @throws InterruptedException if this thread is interrupted
     */
    boolean runs(String id) throws InterruptedException {
        Answer answer = engine.get("/exec/" + id + "/json", "show exec " + id);
        return answer.status() != Answer.NOT_FOUND
                && Json.flag(engine.json(answer, "show exec " + id).path("Running"));
    }

    private JsonNode state(String id) throws InterruptedException {
        return engine.json(engine.get("/exec/" + id + "/json", "show exec " + id), "show exec " + id);
    }

    /** Reads frames: which output it is, three zeros, the length in four bytes, and that many bytes. */
    private static void read(InputStream stream, Tail output, Tail errors) throws IOException {
        DataInputStream frames = new DataInputStream(stream);
        byte[] buffer = new byte[8192];
        for (int which = frames.read(); which >= 0; which = frames.read()) {
            Tail tail = which == ERRORS ? errors : output;
            frames.skipNBytes(3);
            long left = Integer.toUnsignedLong(frames.readInt());
            while (left > 0) {
                int count = frames.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("the engine ended the output in the middle");
                }
                tail.add(buffer, count);
                left -= count;
            }
        }
    }
}
