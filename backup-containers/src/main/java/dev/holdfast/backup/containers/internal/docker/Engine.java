package dev.holdfast.backup.containers.internal.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The engine for the length of one act. A cancel closes the connection, and so does a request that takes too long; whatever is asked afterwards
 * fails.
 *
 * <p>Paths begin with the version that the engine itself speaks: what is asked here has been the same in all of them.
 */
final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** For a request that needs no time of its own. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    /** For a stream, which takes as long as its content does; the act's own deadline is shorter. */
    private static final Duration ENDLESS = Duration.ofDays(7);

    /** A list of ten thousand containers. */
    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+");

    private final Endpoint endpoint;
    private final RunContext context;
    private final DockerHttpClient http;
    private final Cancellation.Registration cancel;
    private String prefix = "";
    private boolean libpod;
    private volatile boolean late;

    private Engine(Endpoint endpoint, RunContext context) {
        this.endpoint = endpoint;
        this.context = context;
        ZerodepDockerHttpClient.Builder builder =
                new ZerodepDockerHttpClient.Builder().dockerHost(endpoint.uri()).connectionTimeout(CONNECT);
        if (endpoint.tls() != null) {
            builder.sslConfig(TlsFiles.read(endpoint.tls())::context);
        }
        this.http = builder.build();
        this.cancel = context.cancellation().onCancel(this::disconnect);
    }

    /**
     * Connects, and asks which version the engine speaks.
     *
     * @param endpoint where it listens
     * @param context the act
     * @return the engine, to be closed
     * @throws HookException {@code HF-CTR-001} if none answers
     * @throws InterruptedException if this thread is interrupted
     */
    static Engine connect(Endpoint endpoint, RunContext context) throws InterruptedException {
        Engine engine = new Engine(endpoint, context);
        try {
            engine.negotiate();
            return engine;
        } catch (RuntimeException | InterruptedException e) {
            engine.close();
            throw e;
        }
    }

    private void negotiate() throws InterruptedException {
        String version = exchange(request(Method.GET, "/_ping", null), "answer", PROMPT, response -> {
            String header = response.getHeader("Api-Version");
            libpod = response.getHeader("Libpod-Api-Version") != null;
            return response.getStatusCode() == 200 && header != null ? header : "";
        });
        prefix = VERSION.matcher(version).matches() ? "/v" + version : "";
        LOG.debug("the engine at {} speaks {}", endpoint.host(), version);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** {@return whether it is Podman, whatever the hook or target takes it for} */
    boolean isPodman() {
        return libpod;
    }

    /**
     * Looks at a container.
     *
     * @param container its id or name
     * @return the container, or empty if there is none
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<ContainerView> inspect(String container) throws InterruptedException {
        Answer answer = get("/containers/" + container + "/json", "show container " + container);
        if (answer.status() == Answer.NOT_FOUND) {
            return Optional.empty();
        }
        ContainerView view = ContainerView.of(json(answer, "show container " + container));
        return view.isGoing() ? Optional.empty() : Optional.of(view);
    }

    /**
     * Looks at which addresses a container is found.
     *
     * @param container its id or name
     * @return its network
     * @throws InterruptedException if this thread is interrupted
     */
    ContainerNetwork network(String container) throws InterruptedException {
        String what = "show container " + container;
        return ContainerNetwork.of(json(get("/containers/" + container + "/json", what), what));
    }

    /** {@return all containers, running or not} */
    List<ContainerSummary> list() throws InterruptedException {
        String what = "list containers";
        List<ContainerSummary> containers = new ArrayList<>();
        json(get("/containers/json?all=true", what), what).forEach(node -> containers.add(ContainerSummary.of(node)));
        return containers;
    }

    /**
     * Has a container stopped; returns when it has, or when the engine gave up.
     *
     * @param id its id
     * @param seconds how long it has before it is killed
     * @return the engine's answer
     * @throws InterruptedException if this thread is interrupted; the engine goes on
     */
    Answer stop(String id, int seconds) throws InterruptedException {
        return post(
                "/containers/" + id + "/stop?t=" + seconds, null, "stop container " + id, PROMPT.plusSeconds(seconds));
    }

    Answer start(String id) throws InterruptedException {
        return post("/containers/" + id + "/start", null, "start container " + id, PROMPT.multipliedBy(2));
    }

    Answer pause(String id) throws InterruptedException {
        return post("/containers/" + id + "/pause", null, "pause container " + id, PROMPT);
    }

    Answer unpause(String id) throws InterruptedException {
        return post("/containers/" + id + "/unpause", null, "unpause container " + id, PROMPT);
    }

    Answer get(String path, String what) throws InterruptedException {
        return exchange(request(Method.GET, prefix + path, null), what, PROMPT, Engine::answer);
    }

    Answer post(String path, @Nullable JsonNode body, String what, Duration bound) throws InterruptedException {
        return exchange(request(Method.POST, prefix + path, body), what, bound, Engine::answer);
    }

    /**
     * Reads a stream of the engine to its end.
     *
     * @param path what to post to
     * @param body what to post
     * @param what the request, for messages
     * @param bound how long it may take
     * @param sink gets the stream
     * @return the engine's answer, without the stream
     * @throws InterruptedException if this thread is interrupted
     */
    Answer stream(String path, JsonNode body, String what, Duration bound, StreamSink sink)
            throws InterruptedException {
        return exchange(request(Method.POST, prefix + path, body), what, bound, response -> {
            if (response.getStatusCode() != 200) {
                return answer(response);
            }
            sink.take(response.getBody());
            return new Answer(response.getStatusCode(), new byte[0]);
        });
    }

    Answer delete(String path, String what) throws InterruptedException {
        return exchange(request(Method.DELETE, prefix + path, null), what, PROMPT, Engine::answer);
    }

    /**
     * Sends a stream.
     *
     * @param path what to put to
     * @param body what to send, read to its end by this thread
     * @param what the request, for messages
     * @return the engine's answer
     * @throws InterruptedException if this thread is interrupted
     */
    Answer send(String path, InputStream body, String what) throws InterruptedException {
        Request request = Request.builder()
                .method(Method.PUT)
                .path(prefix + path)
                .putHeader("Content-Type", "application/x-tar")
                .body(body)
                .build();
        return exchange(request, what, ENDLESS, Engine::answer);
    }

    /**
     * Opens a stream; whoever reads it learns of a cancel by an {@link IOException}.
     *
     * @param path what to get
     * @param what the request, for messages
     * @return the stream, to be closed
     * @throws InterruptedException if this thread is interrupted
     */
    Download open(String path, String what) throws InterruptedException {
        // The response leaves this method open.
        return exchangeOpen(request(Method.GET, prefix + path, null), what);
    }

    private Download exchangeOpen(Request request, String what) throws InterruptedException {
        context.cancellation().check();
        RequestWatch watch = new RequestWatch(context.deadline().orAfter(ENDLESS), this::expire);
        try {
            return new Download(http.execute(request), watch);
        } catch (RuntimeException e) {
            watch.close();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            context.cancellation().check();
            throw late ? EngineFailures.late(endpoint, what, ENDLESS, e) : EngineFailures.unreachable(endpoint, e);
        }
    }

    /** What an engine sends, while it sends it. */
    static final class Download implements AutoCloseable {

        private final Response response;
        private final RequestWatch watch;

        private Download(Response response, RequestWatch watch) {
            this.response = response;
            this.watch = watch;
        }

        boolean isSuccess() {
            return response.getStatusCode() == 200;
        }

        @Nullable String header(String name) {
            return response.getHeader(name);
        }

        InputStream body() {
            return response.getBody();
        }

        /** {@return the answer, if it is not the stream that was asked for} */
        Answer answer() throws IOException {
            return Engine.answer(response);
        }

        @Override
        public void close() throws IOException {
            watch.close();
            response.close();
        }
    }

    /** Takes what an engine streams. */
    @FunctionalInterface
    interface StreamSink {
        void take(InputStream stream) throws IOException;
    }

    JsonNode json(Answer answer, String what) {
        if (!answer.isSuccess()) {
            throw EngineFailures.refused(endpoint, what, answer);
        }
        try {
            return answer.json();
        } catch (JacksonException e) {
            throw EngineFailures.refused(endpoint, what, answer);
        }
    }

    private static Request request(Method method, String path, @Nullable JsonNode body) {
        Request.Builder builder = Request.builder().method(method).path(path);
        if (body != null) {
            builder.putHeader("Content-Type", "application/json");
            builder.body(new ByteArrayInputStream(Json.write(body)));
        }
        return builder.build();
    }

    private static Answer answer(Response response) throws IOException {
        return new Answer(response.getStatusCode(), response.getBody().readNBytes(LONGEST_ANSWER));
    }

    private interface Reader<T> {
        T read(Response response) throws IOException;
    }

    private <T> T exchange(Request request, String what, Duration bound, Reader<T> reader) throws InterruptedException {
        context.cancellation().check();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Deadline deadline = context.deadline().orAfter(bound);
        Duration left = deadline.remaining();
        if (left.isZero()) {
            throw EngineFailures.late(endpoint, what, left, null);
        }
        try (RequestWatch watch = new RequestWatch(deadline, this::expire);
                Response response = http.execute(request)) {
            return reader.read(response);
        } catch (IOException | RuntimeException e) {
            // A socket of this machine is closed by an interrupt, which shows as any other failure.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            context.cancellation().check();
            if (late) {
                throw EngineFailures.late(endpoint, what, left, e);
            }
            throw EngineFailures.unreachable(endpoint, e);
        }
    }

    private void expire() {
        late = true;
        disconnect();
    }

    private void disconnect() {
        try {
            http.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("closing the connection to {}", endpoint.host(), e);
        }
    }

    @Override
    public void close() {
        cancel.close();
        disconnect();
    }
}
