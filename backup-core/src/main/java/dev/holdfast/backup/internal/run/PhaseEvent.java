package dev.holdfast.backup.internal.run;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A phase of a run or restore, for the Java Flight Recorder. */
@Name("dev.holdfast.Phase")
@Label("Backup phase")
@Description("A phase of a Holdfast run or restore")
@Category("Holdfast")
@StackTrace(false)
final class PhaseEvent extends Event {

    @Label("Run")
    final String run;

    @Label("Phase")
    final String phase;

    @Label("Object")
    final String object;

    private PhaseEvent(String run, String phase, String object) {
        this.run = run;
        this.phase = phase;
        this.object = object;
    }

    /** Returns an event that has begun; {@code null} if nobody records: to wake the recorder takes a while. */
    static @Nullable PhaseEvent begin(String run, String phase, String object) {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        PhaseEvent event = new PhaseEvent(run, phase, object);
        event.begin();
        return event;
    }
}
