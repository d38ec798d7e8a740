package dev.holdfast.backup.catalog;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the copies of one backup together. */
final class Copies {

    private Copies() {}

    /** The first store's entry says what the backup is, unless it is damaged there. */
    static CatalogEntry merge(CatalogEntry first, CatalogEntry second) {
        CatalogEntry main = first.isDamaged() && !second.isDamaged() ? second : first;
        boolean same = first.isDamaged() || second.isDamaged() || first.uid().equals(second.uid());
        List<StoreCopy> copies = new ArrayList<>(first.copies());
        for (StoreCopy copy : second.copies()) {
            copies.add(same ? copy : new StoreCopy(copy.store(), another(copy.store(), main)));
        }
        return new CatalogEntry(
                main.id(),
                main.uid(),
                main.target(),
                main.job(),
                main.run(),
                main.state(),
                main.startedAt(),
                main.finishedAt(),
                main.dueAt(),
                main.bytes(),
                main.originalBytes(),
                main.entries(),
                main.artifacts(),
                main.labels(),
                copies,
                first.pin() != null ? first.pin() : second.pin(),
                same ? higher(first.verification(), second.verification()) : main.verification());
    }

    private static Problem another(String store, CatalogEntry main) {
        return new Problem(
                Severity.WARNING,
                "HF-CAT-023",
                "store " + store + " has another backup under the id " + main.id(),
                "Two hosts made a backup of one name in one second; rename the target of one of them.",
                Map.of("store", store));
    }

    private static @Nullable Verification higher(@Nullable Verification a, @Nullable Verification b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        int order = a.level().compareTo(b.level());
        return order > 0 || (order == 0 && !a.at().isBefore(b.at())) ? a : b;
    }
}
