package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.engine.ExpirePlan.Judgement;
import dev.holdfast.backup.spi.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the judgements of several jobs on the same backups together: what one of them keeps is kept. */
final class Merging {

    private Merging() {}

    static Judgement union(Judgement one, Judgement other) {
        Map<BackupId, Verdict> others = new HashMap<>();
        other.verdicts().forEach(verdict -> others.put(verdict.id(), verdict));
        List<Verdict> verdicts = new ArrayList<>();
        for (Verdict verdict : one.verdicts()) {
            Verdict second = others.get(verdict.id());
            verdicts.add(second == null ? verdict : union(verdict, second));
        }
        return new Judgement(one.job() + "+" + other.job(), one.target(), one.store(), verdicts);
    }

    private static Verdict union(Verdict one, Verdict other) {
        if (one.keep() != other.keep()) {
            return one.keep() ? one : other;
        }
        List<String> reasons = new ArrayList<>(one.reasons());
        other.reasons().stream().filter(reason -> !reasons.contains(reason)).forEach(reasons::add);
        return new Verdict(one.id(), one.keep(), reasons);
    }
}
