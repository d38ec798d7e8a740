package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.internal.text.References;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings whole that were written down without their secrets: where a reference was written it is read again, and where nothing could
 * be written the secret is taken from whoever has that name today.
 */
final class RecordedSettings {

    private final Function<String, @Nullable String> variables;

    RecordedSettings(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    /**
     * Makes settings whole.
     *
     * @param recorded what was written down; what a provider's definition had before it was written is left as it is
     * @param known the settings that the provider understands
     * @param today the settings of whoever has that name and type today; none if there is nobody
     * @return settings from which the provider can make the participant that wrote them
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-CFG-022} if a reference leads nowhere
     */
    Settings whole(Settings recorded, List<Setting> known, Settings today) {
        Map<String, Object> whole = new LinkedHashMap<>(recorded.asMap());
        for (Setting setting : known) {
            if (!setting.secret()) {
                continue;
            }
            Object then = whole.get(setting.name());
            Object now = today.asMap().get(setting.name());
            if (then == null && now != null) {
                // A value without a reference was never written; its owner still has it.
                whole.put(setting.name(), now);
            } else if (then instanceof String reference) {
                whole.put(setting.name(), secret(reference, now));
            } else if (then instanceof List<?> list) {
                whole.put(setting.name(), list.stream().map(item -> again(item)).toList());
            } else if (then instanceof Map<?, ?> map) {
                Map<String, Object> again = new LinkedHashMap<>();
                map.forEach((key, item) -> again.put(key.toString(), again(item)));
                whole.put(setting.name(), again);
            }
        }
        return Settings.of(whole);
    }

    private Object again(Object item) {
        return item instanceof String reference ? secret(reference, null) : item;
    }

    private Secret secret(String reference, @Nullable Object now) {
        // What the configuration read already need not be read again, and cannot be where the host keeps its
        // environment to itself.
        if (now instanceof Secret known
                && known.reference().filter(reference::equals).isPresent()) {
            return known;
        }
        References.Resolved again = new References(Path.of("").toAbsolutePath(), variables).resolve(reference);
        for (Failure failure : again.failures()) {
            throw new ConfigurationException(failure);
        }
        return Secret.referenced(again.text().toCharArray(), again.reference());
    }
}
