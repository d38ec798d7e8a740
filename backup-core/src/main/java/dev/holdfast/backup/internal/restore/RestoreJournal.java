package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.engine.RestoreRecord;
import dev.holdfast.backup.engine.RestoreState;
import dev.holdfast.backup.internal.journal.JournalContent;
import dev.holdfast.backup.internal.journal.JournalEntry;
import dev.holdfast.backup.spi.RestoreWay;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a restore is written in its journal. */
final class RestoreJournal {

    private RestoreJournal() {}

    static JournalEntry.Opened opened(RestoreRecord record, String store, Map<String, String> cause) {
        Map<String, String> facts = new LinkedHashMap<>(cause);
        facts.put("backup", record.backup().value());
        facts.put("targetType", record.target().type());
        facts.put("targetName", record.target().name());
        facts.put("way", record.way().name());
        facts.put("store", store);
        return new JournalEntry.Opened(
                "restore", record.id(), record.startedAt().toString(), facts);
    }

    static JournalEntry.Reached reached(RestoreState state) {
        return new JournalEntry.Reached(state.name());
    }

    /** Reads a restore; empty if a crash came before the first line was whole, so that nothing had begun. */
    static Optional<RestoreRecord> read(JournalContent content) {
        JournalEntry.Opened opened = content.opened();
        if (opened == null || !opened.operation().equals("restore")) {
            return Optional.empty();
        }
        Map<String, String> facts = opened.facts();
        return Optional.of(new RestoreRecord(
                opened.id(),
                new BackupId(facts.getOrDefault("backup", "")),
                new TargetId(facts.getOrDefault("targetType", ""), facts.getOrDefault("targetName", "")),
                RestoreWay.valueOf(facts.getOrDefault("way", "").toUpperCase(Locale.ROOT)),
                state(content),
                Instant.parse(opened.startedAt())));
    }

    private static RestoreState state(JournalContent content) {
        return content.state().isEmpty() ? RestoreState.STAGING : RestoreState.valueOf(content.state());
    }

    static Optional<String> fact(JournalContent content, String name) {
        JournalEntry.Opened opened = content.opened();
        return opened == null
                ? Optional.empty()
                : Optional.ofNullable(opened.facts().get(name));
    }
}
