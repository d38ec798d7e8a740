package dev.holdfast.examples.quickstart;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.files.FilesTarget;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.store.DirectoryStore;
import java.nio.file.Path;

/** Backs up a directory and keeps the last week and a year of months: {@code Quickstart DIRECTORY STORE}. */
public final class Quickstart {

    private Quickstart() {}

    // tag::program[]
    public static void main(String[] arguments) throws Exception {
        Path uploads = Path.of(arguments[0]);
        Path store = Path.of(arguments[1]);
        try (Backups backups = Backups.builder()
                .state(store.resolveSibling("holdfast-state"))
                .store("local", DirectoryStore.at(store))
                .job(Job.named("nightly")
                        .protect(FilesTarget.named("uploads").path(uploads).exclude("**/*.tmp"))
                        .keep(Retention.last(3).daily(7).monthly(12)))
                .build()) {
            var report = backups.run("nightly").orThrow();
            report.backups()
                    .forEach(made -> System.out.println(
                            made.state() + " " + made.backup().orElseThrow().id()));
        }
    }
    // end::program[]
}
