package dev.holdfast.backup.containers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and its engine and counts what is asked. At one request it does as it was told: before the engine hears of it, while the
 * engine is at it, or when the engine has answered and the client has not heard that yet.
 */
final class EngineProxy implements AutoCloseable {

    /** When, with respect to a request. */
    enum Moment {
        BEFORE,
        WITHIN,
        BEHIND
    }

    private static final int BUFFER = 64 * 1024;
    private static final String[] METHODS = {"GET ", "POST ", "PUT ", "DELETE ", "HEAD "};

    private final Path socket;
    private final UnixDomainSocketAddress engine;
    private final ServerSocketChannel server;
    private final List<String> requests = new ArrayList<>();
    private int chosen = -1;
    private Moment moment = Moment.BEFORE;
    private Runnable deed = () -> {};

    EngineProxy(Path socket, String engineHost) throws IOException {
        this.socket = socket;
        this.engine = UnixDomainSocketAddress.of(URI.create(engineHost).getPath());
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        thread("accepts", this::accept);
    }

    private static void thread(String does, Runnable body) {
        Thread thread = new Thread(body, "test-proxy-" + does);
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return "unix://" + socket;
    }

    /** Counts from the beginning, and does something at one request. */
    synchronized void arm(int request, Moment when, Runnable what) {
        requests.clear();
        chosen = request;
        moment = when;
        deed = what;
    }

    /** Passes everything on. */
    synchronized void disarm() {
        arm(-1, Moment.BEFORE, () -> {});
    }

    /** {@return the first lines of what was asked since it was armed} */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized boolean isChosen(String line) {
        requests.add(line);
        return requests.size() - 1 == chosen;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                SocketChannel upstream = SocketChannel.open(engine);
                Connection connection = new Connection(client, upstream);
                thread("asks", connection::ask);
                thread("answers", connection::answer);
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }

    /** One connection of a client. */
    private final class Connection {
        private final SocketChannel client;
        private final SocketChannel upstream;
        private volatile boolean atAnswer;

        Connection(SocketChannel client, SocketChannel upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void ask() {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            try (client;
                    upstream) {
                while (client.read(buffer) >= 0) {
                    buffer.flip();
                    String line = firstLine(buffer);
                    boolean here = isRequest(line) && isChosen(line);
                    if (here && moment == Moment.BEFORE) {
                        deed.run();
                        return;
                    }
                    atAnswer = here && moment == Moment.BEHIND;
                    while (buffer.hasRemaining()) {
                        upstream.write(buffer);
                    }
                    if (here && moment == Moment.WITHIN) {
                        TimeUnit.MILLISECONDS.sleep(200);
                        deed.run();
                        return;
                    }
                    buffer.clear();
                }
            } catch (IOException | InterruptedException e) {
                // One of the two is gone, which ends the connection.
            }
        }

        void answer() {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            try (client;
                    upstream) {
                while (upstream.read(buffer) >= 0) {
                    if (atAnswer) {
                        deed.run();
                        return;
                    }
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        client.write(buffer);
                    }
                    buffer.clear();
                }
            } catch (IOException e) {
                // One of the two is gone, which ends the connection.
            }
        }

        private static boolean isRequest(String line) {
            for (String method : METHODS) {
                if (line.startsWith(method)) {
                    return true;
                }
            }
            return false;
        }

        private static String firstLine(ByteBuffer buffer) {
            String text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
            int end = text.indexOf('\r');
            return end < 0 ? text : text.substring(0, end);
        }
    }
}
