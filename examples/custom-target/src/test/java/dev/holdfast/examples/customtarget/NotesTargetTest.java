package dev.holdfast.examples.customtarget;

import dev.holdfast.backup.testkit.contract.TargetContract;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.util.HashMap;
import java.util.Map;

/** The notes keep the contract of targets: one method is all that it takes to prove it. */
class NotesTargetTest extends TargetContract {

    @Override
    protected TargetUnderTest target() {
        Map<String, String> notes = new HashMap<>(Map.of("today", "water the plants", "later", "write a book"));
        return TargetUnderTest.of(NotesTarget.named("mine", notes), () -> {
            notes.put("today", "done");
            notes.remove("later");
            notes.put("new", "rest");
        });
    }
}
