package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.LocalPlace;
import dev.holdfast.backup.spi.PlaceExclusion;
import dev.holdfast.backup.spi.StoreDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Tells targets that read or replace directories which of them are the host's own: its stores and its state. */
public final class OwnPlaces {

    private OwnPlaces() {}

    /**
     * Tells a target.
     *
     * @param environment what the host gave
     * @param target the target
     */
    public static void leaveOut(Environment environment, BackupTarget target) {
        target.ability(PlaceExclusion.class).ifPresent(ability -> ability.leaveOut(of(environment)));
    }

    private static List<Path> of(Environment environment) {
        List<Path> places = new ArrayList<>();
        places.add(environment.state().root());
        for (StoreDefinition definition : environment.stores().definitions().values()) {
            try (BackupStore store = definition.open()) {
                store.ability(LocalPlace.class).ifPresent(place -> places.add(place.directory()));
            } catch (Exception e) {
                // A store that does not open is said where it is used; here it only has no place to leave out.
                LoggerFactory.getLogger(OwnPlaces.class).debug("store at {}", definition.location(), e);
            }
        }
        return places;
    }
}
