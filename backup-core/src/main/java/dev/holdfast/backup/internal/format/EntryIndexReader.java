package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryName;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** Reads the index of an archive line by line; members it does not know are passed over. */
public final class EntryIndexReader implements Closeable {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final Map<String, EntryKind> KINDS = new HashMap<>();

    static {
        for (EntryKind kind : EntryKind.values()) {
            KINDS.put(kind.word(), kind);
        }
    }

    private final InputStream in;
    private final JsonParser json;

    /**
     * Opens an index.
     *
     * @param in its decoded bytes; closed with this
     */
    public EntryIndexReader(InputStream in) {
        this.in = in;
        this.json = FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    /**
     * Reads a line.
     *
     * @return the entry, or empty at the end
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no line of an index
     */
    public Optional<IndexedEntry> next() throws IOException {
        try {
            JsonToken token = json.nextToken();
            if (token == null) {
                return Optional.empty();
            }
            if (token != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("an entry of the index is not an object");
            }
            return Optional.of(entry());
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private IndexedEntry entry() {
        @Nullable String name = null;
        @Nullable EntryKind kind = null;
        @Nullable Digest digest = null;
        long size = -1;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = json.currentName();
            JsonToken value = json.nextToken();
            if (member.equals("size") && value == JsonToken.VALUE_NUMBER_INT) {
                size = json.getLongValue();
            } else if (value == JsonToken.VALUE_STRING) {
                switch (member) {
                    case "name" -> name = json.getString();
                    case "kind" -> kind = KINDS.get(json.getString());
                    case "digest" -> digest = Digest.parse(json.getString());
                    default -> {}
                }
            } else {
                json.skipChildren();
            }
        }
        if (name == null || kind == null || size < 0) {
            throw new IllegalArgumentException("an entry of the index lacks name, kind or size");
        }
        return new IndexedEntry(new EntryName(name), kind, size, digest);
    }

    @Override
    public void close() throws IOException {
        try (in) {
            json.close();
        }
    }
}
