package dev.holdfast.backup.retention;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** The backups of one target, written as a test wants to read them. */
final class History {

    static final long MB = 1_000_000;

    private final List<RetentionCandidate> backups = new ArrayList<>();

    static History of(String... starts) {
        History history = new History();
        for (String start : starts) {
            history.good(start);
        }
        return history;
    }

    /** A backup that is known to be good. */
    History good(String start) {
        return add(candidate(start, VerificationLevel.STORED, false, 10 * MB));
    }

    /** A backup that is not known to be good. */
    History unproven(String start) {
        return add(candidate(start, null, false, 10 * MB));
    }

    History pinned(String start) {
        return add(candidate(start, VerificationLevel.STORED, true, 10 * MB));
    }

    History add(RetentionCandidate candidate) {
        backups.add(candidate);
        return this;
    }

    RetentionInput at(String now) {
        return new RetentionInput(backups, Instant.parse(now), OptionalLong.empty(), OptionalLong.empty());
    }

    RetentionInput at(String now, long free) {
        return new RetentionInput(backups, Instant.parse(now), OptionalLong.of(free), OptionalLong.empty());
    }

    static RetentionCandidate candidate(
            String start, dev.holdfast.backup.VerificationLevel verified, boolean pinned, long bytes) {
        Instant instant = Instant.parse(start);
        return new RetentionCandidate(
                BackupId.at("orders", instant), instant, RunState.SUCCEEDED, bytes, pinned, verified, Map.of());
    }

    /** The verdicts, one line each: {@code keep 2026-11-20T02:00:00Z: daily 2026-11-20}. */
    static List<String> lines(RetentionInput input, List<Verdict> verdicts) {
        UnaryOperator<String> startOf = id -> input.backups().stream()
                .filter(backup -> backup.id().value().equals(id))
                .map(backup -> backup.startedAt().toString())
                .findFirst()
                .orElse(id);
        return verdicts.stream()
                .map(verdict -> (verdict.keep() ? "keep " : "drop ")
                        + startOf.apply(verdict.id().value()) + ": " + String.join("; ", verdict.reasons()))
                .toList();
    }
}
