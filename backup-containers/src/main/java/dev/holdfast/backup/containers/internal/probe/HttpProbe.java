package dev.holdfast.backup.containers.internal.probe;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.spi.Cancellation;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A request by HTTP whose answer's status tells. No redirect is followed and no proxy used: the service itself is asked.
 *
 * @param uri where
 * @param status the status that it answers with when it can work; 0 for any from 200 to 299
 */
public record HttpProbe(URI uri, int status) implements Probe {

    private static final int FIRST_GOOD = 200;
    private static final int LAST_GOOD = 299;

    /**
     * Reads an address.
     *
     * @param url {@code http://…} or {@code https://…}
     * @param status the status of one that can work; 0 for any from 200 to 299
     * @return the probe
     * @throws ConfigurationException {@code HF-CTR-025} if it is none
     */
    public static HttpProbe of(String url, int status) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw ProbeFailures.invalid(url, "it is no URL");
        }
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw ProbeFailures.invalid(url, "it begins neither with http:// nor with https://");
        }
        if (uri.getHost() == null) {
            throw ProbeFailures.invalid(url, "it has no host");
        }
        if (uri.getUserInfo() != null) {
            throw ProbeFailures.invalid(uri.getHost(), "a URL that is written down has no password");
        }
        if (status != 0 && (status < 100 || status > 599)) {
            throw ProbeFailures.invalid(url, "no server answers with status " + status);
        }
        return new HttpProbe(uri, status);
    }

    @Override
    public String address() {
        return uri.toString();
    }

    // A client of java.net.http keeps a thread and its connections until somebody collects it as garbage; this has
    // neither.
    @Override
    public Optional<String> ask(Duration bound, Cancellation cancellation) {
        HttpURLConnection connection;
        try {
            connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        } catch (IOException e) {
            return Optional.of(ProbeFailures.said(e));
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        // The limits of the connection are for each read; a server that says a byte now and then has the same as
        // others.
        over.completeOnTimeout(null, bound.toMillis(), TimeUnit.MILLISECONDS).thenRun(connection::disconnect);
        try (Cancellation.Registration registration = cancellation.onCancel(connection::disconnect)) {
            connection.setConnectTimeout(Milliseconds.of(bound));
            connection.setReadTimeout(Milliseconds.of(bound));
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Connection", "close");
            int answered = connection.getResponseCode();
            boolean good = status == 0 ? answered >= FIRST_GOOD && answered <= LAST_GOOD : answered == status;
            return good ? Optional.empty() : Optional.of("it answers " + answered);
        } catch (IOException | RuntimeException e) {
            return Optional.of(ProbeFailures.said(e));
        } finally {
            over.cancel(false);
            connection.disconnect();
        }
    }
}
