package dev.holdfast.backup.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonDocumentTest {

    @Test
    void members_come_in_the_order_of_the_calls_and_the_document_ends_with_a_line_feed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonDocument json = new JsonDocument(out)) {
            json.object(() -> {
                json.text("z", "ü\n");
                json.text("none", null);
                json.number("n", 5);
                json.seconds("whole", 2000);
                json.seconds("part", 1500);
                json.flag("f", true);
                json.instant("at", Instant.parse("2026-11-21T02:15:00Z"));
                json.texts("map", Map.of("k", "v"));
                json.array("list", () -> json.item("a"));
                json.nothing("a");
            });
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"z\":\"ü\\n\",\"none\":null,\"n\":5,\"whole\":2,\"part\":1.5,\"f\":true,"
                        + "\"at\":\"2026-11-21T02:15:00Z\",\"map\":{\"k\":\"v\"},\"list\":[\"a\"],\"a\":null}\n");
    }
}
