package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The files by which Docker's own tools use TLS: {@code ca.pem}, whom to trust, and {@code cert.pem} with {@code key.pem}, who we are.
 *
 * @param context what they make
 */
record TlsFiles(SSLContext context) {

    private static final String AUTHORITY = "ca.pem";
    private static final String CERTIFICATE = "cert.pem";
    private static final String KEY = "key.pem";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** The algorithm identifier of RSA, and a version, as PKCS #8 has them. */
    private static final byte[] RSA_HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    /**
     * Reads them.
     *
     * @param directory where they are
     * @return what they make
     * @throws ConfigurationException {@code HF-CTR-022} if they do not serve
     */
    static TlsFiles read(Path directory) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore authorities = empty();
            int number = 0;
            for (Certificate authority : certificates(directory.resolve(AUTHORITY))) {
                authorities.setCertificateEntry("ca-" + number++, authority);
            }
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(directory), trust.getTrustManagers(), null);
            return new TlsFiles(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigurationException(
                    Failure.of("HF-CTR-022", "cannot use the TLS files in " + directory + ": " + e.getMessage())
                            .hint(
                                    "Put ca.pem, cert.pem and key.pem there, the key as PKCS #8 or PKCS #1 without a password.")
                            .with("directory", directory),
                    e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException(file + " has no certificate");
            }
            return certificates;
        }
    }

    private static KeyManager[] keys(Path directory) throws IOException, GeneralSecurityException {
        Path key = directory.resolve(KEY);
        Path certificate = directory.resolve(CERTIFICATE);
        if (Files.notExists(key) && Files.notExists(certificate)) {
            return new KeyManager[0];
        }
        KeyStore store = empty();
        char[] password = "engine".toCharArray();
        store.setKeyEntry(
                "engine", privateKey(key), password, certificates(certificate).toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = PEM.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " has no private key that can be read");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(2));
        byte[] encoded = switch (matcher.group(1)) {
            case "PRIVATE KEY" -> bytes;
            case "RSA PRIVATE KEY" -> wrapped(bytes);
            default ->
                throw new IOException(
                        file + " has a key of another form; openssl pkcs8 -topk8 -nocrypt makes one that can be read");
        };
        // Of which algorithm it is, it says in a form that only these can read.
        @Nullable InvalidKeySpecException last = null;
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                last = e;
            }
        }
        throw new IOException(file + " has a key of an algorithm that is not known", last);
    }

    /** Puts the key of PKCS #1 into the form of PKCS #8. */
    private static byte[] wrapped(byte[] key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_HEAD);
        content.writeBytes(element(0x04, key));
        return element(0x30, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - from));
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
