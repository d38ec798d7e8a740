package dev.holdfast.backup.containers.internal.probe;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.spi.Cancellation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection by TCP that is taken, and kept.
 *
 * @param host the host
 * @param port the port
 */
public record TcpProbe(String host, int port) implements Probe {

    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]/]+)):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    /**
     * For how long a connection that was taken has to last. What publishes the port of a container takes any, and closes it again at once while
     * nobody listens inside.
     */
    private static final Duration KEPT = Duration.ofMillis(300);

    /**
     * Reads an address.
     *
     * @param text {@code host:port} or {@code [host]:port}
     * @return the probe
     * @throws ConfigurationException {@code HF-CTR-025} if it is none
     */
    public static TcpProbe of(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            throw ProbeFailures.invalid(text, "it is no host:port");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port == 0 || port > LAST_PORT) {
            throw ProbeFailures.invalid(text, "there is no port " + port);
        }
        return new TcpProbe(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), port);
    }

    @Override
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public Optional<String> ask(Duration bound, Cancellation cancellation) {
        try (Socket socket = new Socket(Proxy.NO_PROXY);
                Cancellation.Registration registration = cancellation.onCancel(() -> close(socket))) {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                return Optional.of("there is no host " + host);
            }
            socket.connect(address, Milliseconds.of(bound));
            socket.setSoTimeout(Milliseconds.of(bound.compareTo(KEPT) < 0 ? bound : KEPT));
            return isKept(socket) ? Optional.empty() : Optional.of("the connection is closed at once");
        } catch (IOException e) {
            return Optional.of(ProbeFailures.said(e));
        }
    }

    private static boolean isKept(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            // Most servers wait until whoever connects speaks.
            return true;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Then it is closed all the same.
        }
    }
}
