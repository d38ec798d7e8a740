package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {

    @Test
    void the_phases_of_a_run_are_events_of_a_recording(@TempDir Path state) throws Exception {
        TestHost host = new TestHost(state);
        ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
        Path file = state.resolve("run.jfr");
        String id;
        try (Recording recording = new Recording();
                Backups backups = host.with(TestHost.job("nightly").protect(orders.definition()))) {
            recording.enable("dev.holdfast.Phase");
            recording.start();
            id = backups.run("nightly").orThrow().run();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> phases = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.holdfast.Phase"))
                .toList();
        assertThat(phases)
                .allSatisfy(event -> assertThat(event.getString("run")).isEqualTo(id));
        assertThat(phases).extracting(event -> event.getString("phase")).contains("capture", "commit");
    }
}
