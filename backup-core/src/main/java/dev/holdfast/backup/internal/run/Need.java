package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.NeededService;
import dev.holdfast.backup.spi.NeedsServices;
import dev.holdfast.backup.spi.RunContext;
import java.util.List;
import java.util.Optional;

/**
 * A target cannot do without a service.
 *
 * @param target the target's name
 * @param service what it needs
 */
public record Need(String target, NeededService service) {

    /**
     * Asks a target.
     *
     * @param target the target
     * @param context the run
     * @return what it needs; empty if it does not say
     * @throws Exception if its settings do not fit together
     */
    public static List<Need> of(BackupTarget target, RunContext context) throws Exception {
        Optional<NeedsServices> ability = target.ability(NeedsServices.class);
        if (ability.isEmpty()) {
            return List.of();
        }
        return ability.get().neededServices(context).stream()
                .map(service -> new Need(target.id().name(), service))
                .toList();
    }
}
