package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.read.StoredVerifier;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Proves what stores hold, with the decode pass of the target's own type behind it. */
public final class Proofs {

    private final RunScope scope;
    private final ParticipantContext context;

    public Proofs(RunScope scope, ParticipantContext context) {
        this.scope = scope;
        this.context = context;
    }

    /**
     * Proves a prepared backup before its commit. At level {@code stored} that is what was seen while writing, which the writer holds against
     * what the store says; above it, everything is read back.
     *
     * @return why the copy must not be committed; empty if it is good
     */
    Optional<StoreException> beforeCommit(NamedStore store, BackupManifest manifest, VerificationLevel level) {
        if (level == VerificationLevel.STORED) {
            return Optional.empty();
        }
        List<Problem> problems;
        try {
            problems = verifier(manifest.id(), manifest.target().type()).verifyPrepared(store, manifest, level);
        } catch (Exception e) {
            BackupException failure = Failures.of(e, Family.STORE, "store " + store.name(), scope.cancellation());
            problems = List.of(Problem.of(Severity.ERROR, failure.failure()));
        }
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        Problem first = problems.get(0);
        return Optional.of(new StoreException(Failure.of(
                        "HF-RUN-072",
                        "what store " + store.name() + " holds of " + manifest.id() + " is not good: "
                                + first.message())
                .hint("Look at the store's disk; the backup was not committed there.")
                .with("store", store.name())
                .with("problem", first.code())));
    }

    /**
     * Proves a committed copy.
     *
     * @param store where it is
     * @param id which backup
     * @param level how far
     * @return what is wrong; empty if it is good
     */
    public List<Problem> verify(NamedStore store, BackupId id, VerificationLevel level) {
        try {
            return verifier(id, typeOf(store, id)).verify(store, id, level);
        } catch (Exception e) {
            BackupException failure = Failures.of(e, Family.STORE, "store " + store.name(), scope.cancellation());
            if (scope.cancellation().isCancelled()) {
                throw failure;
            }
            return List.of(Problem.of(Severity.ERROR, failure.failure()));
        }
    }

    private String typeOf(NamedStore store, BackupId id) throws IOException {
        try {
            return new StoreCatalog(store, null)
                    .manifest(id)
                    .map(manifest -> manifest.target().type())
                    .orElse("");
        } catch (BackupException e) {
            // A manifest that cannot be read is what the verification itself will report.
            return "";
        }
    }

    private StoredVerifier verifier(BackupId id, String type) {
        return new StoredVerifier(
                Encodings.decoders(scope.environment()),
                Readers.readContext(scope, context, id),
                reader -> proveByType(type, reader));
    }

    private void proveByType(String type, BackupReader reader) throws Exception {
        if (scope.environment().providers().types(ProviderKind.TARGET).contains(type)) {
            // A tool or a database at work looks at no cancellation by itself.
            try (InterruptGate gate = new InterruptGate(scope.cancellation())) {
                scope.environment().providers().target(type).verify(reader, context);
            }
        }
    }

    /** Notes a proof that came before the commit. */
    void note(List<NamedStore> stores, BackupManifest manifest, VerificationLevel level) {
        for (NamedStore store : stores) {
            try {
                new StoreCatalog(store, null)
                        .verified(
                                manifest.id(),
                                level,
                                scope.environment().clock().instant());
            } catch (IOException | BackupException e) {
                LoggerFactory.getLogger(Proofs.class)
                        .warn("the proof of {} could not be noted in store {}", manifest.id(), store.name(), e);
            }
        }
    }
}
