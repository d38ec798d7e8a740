package dev.holdfast.backup.sqlite.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.testkit.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiteralsTest {

    private static final long SEED = 4711;

    @TempDir
    Path directory;

    private static String text(byte[] stored, Encoding encoding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DumpOutput out = new DumpOutput(bytes);
        new Literals(out, encoding).text(stored);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plain_text_stays_readable_and_all_else_is_digits() throws IOException {
        Encoding utf8 = new Encoding("UTF-8", StandardCharsets.UTF_8);
        assertThat(text("it's\n\tä😀".getBytes(StandardCharsets.UTF_8), utf8)).isEqualTo("'it''s\n\tä😀'");
        assertThat(text("a\0b".getBytes(StandardCharsets.UTF_8), utf8)).isEqualTo("CAST(X'610062' AS TEXT)");
        assertThat(text("a\r\n".getBytes(StandardCharsets.UTF_8), utf8)).isEqualTo("CAST(X'610D0A' AS TEXT)");
        for (int[] broken : new int[][] {
            {0xc3},
            {0xc0, 0x80},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x80, 0x80, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xff},
            {0x80},
            {0xc3, 0x28}
        }) {
            byte[] bytes = new byte[broken.length];
            for (int i = 0; i < broken.length; i++) {
                bytes[i] = (byte) broken[i];
            }
            assertThat(text(bytes, utf8)).startsWith("CAST(X'");
        }
        Encoding utf16 = new Encoding("UTF-16le", StandardCharsets.UTF_16LE);
        assertThat(text("it's ä😀".getBytes(StandardCharsets.UTF_16LE), utf16)).isEqualTo("'it''s ä😀'");
        assertThat(text(new byte[] {0, (byte) 0xd8}, utf16)).isEqualTo("CAST(X'00D8' AS TEXT)");
        assertThat(text("\uffff".getBytes(StandardCharsets.UTF_16LE), utf16)).isEqualTo("CAST(X'FFFF' AS TEXT)");
    }

    @Test
    void numbers_that_people_write_stay_readable() {
        assertThat(Literals.realText(0.1)).isEqualTo("0.1");
        assertThat(Literals.realText(-2.5)).isEqualTo("-2.5");
        assertThat(Literals.realText(3)).isEqualTo("3.0");
        assertThat(Literals.realText(1e-7)).isEqualTo("1.0E-7");
        assertThat(Literals.realText(0.1 + 0.2)).isEqualTo("CAST(1351079888211149 AS REAL)/4503599627370496");
    }

    @Test
    void the_sqlite3_command_and_the_driver_read_every_number_back_bit_by_bit() throws Exception {
        Tools.require("sqlite3");
        Random random = new Random(SEED);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            numbers.add(Double.isNaN(any) ? 1.0 : any);
            numbers.add(random.nextInt() / 1000.0);
            numbers.add(random.nextLong(1_000_000_000_000_000L) / 1e7);
            numbers.add(random.nextDouble());
            numbers.add(random.nextLong(1L << 50) * Math.pow(10, random.nextInt(40) - 20));
        }
        StringBuilder sql = new StringBuilder("CREATE TABLE t(d);BEGIN;\n");
        numbers.forEach(number -> sql.append("INSERT INTO t VALUES(")
                .append(Literals.realText(number))
                .append(");\n"));
        sql.append("COMMIT;\n");
        Path text = Files.writeString(directory.resolve("numbers.sql"), sql);
        Path byCommand = directory.resolve("command.db");
        Process process = new ProcessBuilder("sqlite3", "-bail", byCommand.toString())
                .redirectInput(text.toFile())
                .inheritIO()
                .redirectInput(text.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        Path byDriver = directory.resolve("driver.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + byDriver);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql.toString());
        }
        for (Path file : List.of(byCommand, byDriver)) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT d FROM t ORDER BY rowid")) {
                for (double number : numbers) {
                    assertThat(rows.next()).isTrue();
                    assertThat(Double.doubleToRawLongBits(rows.getDouble(1)))
                            .as("%s in %s, seed %d", Literals.realText(number), file.getFileName(), SEED)
                            .isEqualTo(Double.doubleToRawLongBits(number));
                }
            }
        }
    }
}
