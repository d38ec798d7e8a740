package dev.holdfast.backup.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a head, aligned by what a terminal shows: texts to the left, numbers to the right. */
public final class Table {

    private static final String GAP = "  ";
    private static final int LEAST_WRAPPED = 20;
    private static final int LEAST_BESIDE = 40;
    private static final String BELOW = "    ";

    private final List<Column> columns;
    private final List<Cell[]> rows = new ArrayList<>();

    private boolean lastMayBeBelow;

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    /**
     * Begins a table.
     *
     * @param heads the heads of its columns; one that begins with {@code >} is of numbers
     * @return a table without rows
     */
    public static Table of(String... heads) {
        return new Table(Arrays.stream(heads)
                .map(head -> head.startsWith(">") ? new Column(head.substring(1), true) : new Column(head, false))
                .toList());
    }

    /**
     * Lets the last column, which is prose, have lines of its own below each row where there is little room beside the others.
     *
     * @return this table
     */
    public Table withLastBelow() {
        lastMayBeBelow = true;
        return this;
    }

    /**
     * Adds a row.
     *
     * @param cells a {@link Cell} or a text per column
     */
    public void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell instanceof Cell c ? c : Cell.of(cell.toString()))
                .toArray(Cell[]::new));
    }

    /** Tells whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * Writes the table. A column without content is left out.
     *
     * @param color whether to use colours
     * @param mostColumns how wide it may be: the last column is wrapped if that helps
     * @return its lines, the head first
     */
    public List<String> lines(boolean color, int mostColumns) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            int widest = rows.stream()
                    .mapToInt(row -> TextWidth.of(row[column].text()))
                    .max()
                    .orElse(0);
            widths[i] = widest == 0
                    ? 0
                    : Math.max(widest, TextWidth.of(columns.get(i).head()));
        }
        int indent = Arrays.stream(widths, 0, widths.length - 1)
                .filter(width -> width > 0)
                .map(width -> width + GAP.length())
                .sum();
        int room = mostColumns - indent;
        boolean below = lastMayBeBelow && room < Math.min(LEAST_BESIDE, widths[widths.length - 1]);
        if (below) {
            widths[widths.length - 1] = 0;
        }
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(
                columns.stream()
                        .map(column -> new Cell(column.head(), Style.STRONG))
                        .toArray(Cell[]::new),
                widths,
                color));
        for (Cell[] row : rows) {
            if (below) {
                lines.add(line(row, widths, color));
                lines.addAll(below(row[row.length - 1], mostColumns - BELOW.length(), color));
                continue;
            }
            Cell last = row[row.length - 1];
            if (room < LEAST_WRAPPED || TextWidth.of(last.text()) <= room) {
                lines.add(line(row, widths, color));
            } else {
                List<String> parts = TextWidth.wrap(last.text(), room);
                Cell[] first = row.clone();
                first[first.length - 1] = new Cell(parts.get(0), last.style());
                lines.add(line(first, widths, color));
                parts.stream()
                        .skip(1)
                        .forEach(part ->
                                lines.add(" ".repeat(indent) + last.style().on(part, color)));
            }
        }
        return lines;
    }

    private static List<String> below(Cell cell, int room, boolean color) {
        if (cell.text().isEmpty()) {
            return List.of();
        }
        List<String> parts = room < LEAST_WRAPPED ? List.of(cell.text()) : TextWidth.wrap(cell.text(), room);
        return parts.stream().map(part -> BELOW + cell.style().on(part, color)).toList();
    }

    private String line(Cell[] cells, int[] widths, boolean color) {
        StringBuilder line = new StringBuilder();
        int last = widths.length - 1;
        while (last >= 0 && (widths[last] == 0 || cells[last].text().isEmpty())) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            if (widths[i] == 0) {
                continue;
            }
            if (line.length() > 0) {
                line.append(GAP);
            }
            String padding = " ".repeat(Math.max(0, widths[i] - TextWidth.of(cells[i].text())));
            boolean right = columns.get(i).right();
            line.append(right ? padding : "")
                    .append(cells[i].style().on(cells[i].text(), color))
                    .append(right || i == last ? "" : padding);
        }
        return line.toString();
    }

    private record Column(String head, boolean right) {}

    /**
     * A text with a style.
     *
     * @param text made safe for a terminal
     * @param style how it looks
     */
    public record Cell(String text, Style style) {
        /** Makes the text safe. */
        public Cell {
            text = TextWidth.safe(text);
        }

        /**
         * Makes a plain cell.
         *
         * @param text any text
         * @return the cell
         */
        public static Cell of(String text) {
            return new Cell(text, Style.PLAIN);
        }
    }
}
