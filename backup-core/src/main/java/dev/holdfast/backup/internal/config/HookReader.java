package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.engine.EndPause;
import dev.holdfast.backup.engine.HookUse;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the hooks of a job, with the keys that the engine reads itself. */
final class HookReader {

    private static final List<String> PHASES =
            Arrays.stream(HookPhase.values()).map(HookPhase::word).toList();
    private static final List<String> END_PAUSES =
            Arrays.stream(EndPause.values()).map(EndPause::word).toList();

    private final Reading reading;
    private final ParticipantReader participants;

    HookReader(Reading reading, ParticipantReader participants) {
        this.reading = reading;
        this.participants = participants;
    }

    List<HookUse> read(Section job) {
        List<HookUse> hooks = new ArrayList<>();
        Optional<Value> value = job.value("hooks");
        if (value.isEmpty()) {
            return hooks;
        }
        if (!(value.get() instanceof Value.Sequence sequence)) {
            reading.wrong(value.get(), job.path("hooks"), "a list", "Write a line with \"- \" for each hook.");
            return hooks;
        }
        Set<String> names = new HashSet<>();
        int index = 0;
        for (Value item : sequence.items()) {
            String path = job.path("hooks") + "[" + index + "]";
            index++;
            reading.mapping(item, path)
                    .map(mapping -> new Section(reading, mapping, mapping.place(), path))
                    .flatMap(section -> hook(section, names))
                    .ifPresent(hooks::add);
        }
        return hooks;
    }

    private Optional<HookUse> hook(Section section, Set<String> names) {
        Optional<Duration> timeout =
                section.value("timeout").flatMap(value -> reading.positiveDuration(value, section.path("timeout")));
        Optional<Duration> maxPause =
                section.value("max-pause").flatMap(value -> reading.positiveDuration(value, section.path("max-pause")));
        Optional<String> onFailure = section.value("on-failure")
                .flatMap(value -> reading.choice(value, section.path("on-failure"), List.of("fail", "warn")));
        Set<HookPhase> during = during(section);
        section.knows("name");
        Optional<String> endPause = section.value("end-pause")
                .flatMap(value -> reading.choice(value, section.path("end-pause"), END_PAUSES));
        Optional<String> name = name(section, names);
        Optional<HookDefinition> definition = participants.hook(name.orElse("hook"), section);
        if (definition.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HookUse(
                definition.get(),
                timeout.orElse(HookUse.DEFAULT_TIMEOUT),
                maxPause.orElse(HookUse.DEFAULT_MAX_PAUSE),
                !onFailure.orElse("fail").equals("warn"),
                during,
                EndPause.values()[END_PAUSES.indexOf(endPause.orElse(EndPause.AFTER_SNAPSHOT.word()))]));
    }

    private Set<HookPhase> during(Section section) {
        Set<HookPhase> phases = EnumSet.noneOf(HookPhase.class);
        Optional<Value> value = section.value("during");
        if (value.isEmpty()) {
            return EnumSet.of(HookPhase.CAPTURE);
        }
        List<Value> items = value.get() instanceof Value.Sequence sequence ? sequence.items() : List.of(value.get());
        for (Value item : items) {
            reading.choice(item, section.path("during"), PHASES)
                    .ifPresent(word -> phases.add(HookPhase.values()[PHASES.indexOf(word)]));
        }
        if (items.isEmpty()) {
            reading.wrong(value.get(), section.path("during"), "a list of phases", "Write capture, restore, or both.");
        }
        return phases;
    }

    /** A hook without a name has that of its type; the second one of a type is {@code type-2}. */
    private Optional<String> name(Section section, Set<String> names) {
        Optional<String> given = section.text("name");
        if (given.isPresent()) {
            Place place = section.placeOf("name");
            if (!reading.isName("hook", given.get(), place)) {
                return Optional.empty();
            }
            if (!names.add(given.get())) {
                reading.faults()
                        .add(
                                place,
                                "HF-CFG-026",
                                section.path() + " has the name \"" + given.get() + "\" of another hook of the job",
                                "Give each hook of a job a name of its own.");
                return Optional.empty();
            }
            return given;
        }
        Value.Entry type = section.entries().get("type");
        String base = type != null && type.value() instanceof Value.Scalar scalar ? scalar.text() : "hook";
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "-" + i;
        }
        return Optional.of(name);
    }
}
