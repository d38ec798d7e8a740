package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Opens stores one after the other for what is done with backups that exist. */
final class StoreAccess {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Environment environment;

    StoreAccess(Environment environment) {
        this.environment = environment;
    }

    /** What is done with an open store. */
    interface StoreAct {
        void on(NamedStore store) throws IOException;
    }

    Set<String> names() {
        return environment.stores().definitions().keySet();
    }

    StoreCatalog catalog(NamedStore store) {
        return new StoreCatalog(store, environment.state().cache(), environment.executor());
    }

    void in(String name, StoreAct act) {
        NamedStore store = environment.stores().open(name);
        try (OpenStores open = new OpenStores()) {
            open.add(store);
            act.on(store);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + name, new CancellationSource());
        }
    }

    /** In every store that has the backup; it must be in one at least. */
    void everywhere(BackupId backup, StoreAct act) {
        boolean[] found = {false};
        for (String name : names()) {
            in(name, store -> {
                if (catalog(store).find(backup).isPresent()) {
                    found[0] = true;
                    act.on(store);
                }
            });
        }
        if (!found[0]) {
            throw missing(backup);
        }
    }

    static ConfigurationException missing(BackupId backup) {
        return new ConfigurationException(
                Failure.of("HF-CAT-020", "there is no backup " + backup).hint("list shows the backups there are."));
    }

    Lease lease(String store, String target, LeaseMode mode, String purpose) {
        try {
            return environment
                    .leases()
                    .acquire(new LeaseRequest(Resources.backups(store, target), mode, purpose, PATIENCE));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
    }
}
