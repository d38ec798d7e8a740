package dev.holdfast.backup.scheduler.internal.engine;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.nio.charset.StandardCharsets;

/** Writes a due run as text that people can read in the table; db-scheduler would write serialized objects of Java. */
final class DueRunSerializer implements Serializer {

    @Override
    public byte[] serialize(Object data) {
        return ((DueRun) data).toText().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] bytes) {
        return type.cast(DueRun.parse(new String(bytes, StandardCharsets.UTF_8)));
    }
}
