package dev.holdfast.backup.internal.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Parses one YAML 1.2 document into {@link Value}s. Aliases are followed, within bounds that stop documents made to explode. */
final class YamlReader {

    /** More values than any configuration has, counted where they are used: an alias counts each time. */
    private static final int MOST_VALUES = 50_000;

    private static final int DEEPEST = 30;
    private static final int MOST_ALIASES = 1_000;
    private static final String WRITING =
            "Is the line, or one above it, indented by spaces, and are texts with \": \", \"#\" or brackets in quotes?";
    private static final String FORM = "The file is one YAML 1.2 document of mappings, lists and texts.";

    private final Faults faults;
    private int values;

    YamlReader(Faults faults) {
        this.faults = faults;
    }

    /** A text that is no YAML: what is wrong, and where. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Place place;

        private final String hint;

        SyntaxException(Place place, String problem, String hint) {
            super(problem);
            this.place = place;
            this.hint = hint;
        }

        String hint() {
            return hint;
        }

        Place place() {
            return place;
        }
    }

    /**
     * Reads a document.
     *
     * @param text the text
     * @return the root, or empty if there is nothing but comments
     * @throws SyntaxException if it is no YAML, or more than the bounds allow
     */
    Optional<Value> read(String text) throws SyntaxException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("configuration")
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
        Optional<Node> root;
        try {
            // The library's module does not export the class that does this in one call.
            root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text))).getSingleNode();
        } catch (MarkedYamlEngineException e) {
            throw unreadable(e);
        } catch (YamlEngineException e) {
            throw new SyntaxException(Place.BEGIN, String.valueOf(e.getMessage()), FORM);
        }
        return root.isEmpty() ? Optional.empty() : Optional.of(convert(root.get(), 0));
    }

    private static SyntaxException unreadable(MarkedYamlEngineException e) {
        Place place =
                e.getProblemMark().or(e::getContextMark).map(YamlReader::at).orElse(Place.BEGIN);
        String problem = e.getProblem() == null ? "it cannot be read" : e.getProblem();
        String context = e.getContext() == null ? "" : e.getContext();
        if (e instanceof ComposerException) {
            return new SyntaxException(place, (context + " " + problem).trim(), FORM);
        }
        return new SyntaxException(place, context.isEmpty() ? problem : problem + " (" + context + ")", WRITING);
    }

    private Value convert(Node node, int depth) throws SyntaxException {
        Place place = node.getStartMark().map(YamlReader::at).orElse(Place.BEGIN);
        values++;
        if (values > MOST_VALUES) {
            throw new SyntaxException(place, "there are more than " + MOST_VALUES + " values, aliases counted", FORM);
        }
        if (depth > DEEPEST) {
            throw new SyntaxException(place, "values are nested more than " + DEEPEST + " deep", FORM);
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, place);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(convert(item, depth + 1));
            }
            return new Value.Sequence(place, items);
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, place, depth);
        }
        throw new SyntaxException(place, "this cannot be read", FORM);
    }

    private static Value.Scalar scalar(ScalarNode node, Place place) {
        @Nullable Mark start = node.getStartMark().orElse(null);
        @Nullable Mark end = node.getEndMark().orElse(null);
        int endLine = place.line();
        int length = Math.max(1, node.getValue().length());
        if (start != null && end != null) {
            endLine = end.getLine();
            // One that ends on another line covers the rest of its first one.
            length = endLine == start.getLine() ? Math.max(1, end.getColumn() - start.getColumn()) : Integer.MAX_VALUE;
        }
        Place covered = new Place(place.line(), place.column(), length);
        return new Value.Scalar(covered, node.getValue(), node.getTag().equals(Tag.NULL), endLine);
    }

    private Value mapping(MappingNode node, Place place, int depth) throws SyntaxException {
        Map<String, Value.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace =
                    tuple.getKeyNode().getStartMark().map(YamlReader::at).orElse(place);
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw new SyntaxException(keyPlace, "a key has to be a text", FORM);
            }
            Value.Scalar key = scalar(keyNode, keyPlace);
            Value value = convert(tuple.getValueNode(), depth + 1);
            if (keyNode.isPlain() && key.text().equals("<<")) {
                faults.add(
                        key.place(),
                        "HF-CFG-020",
                        "the merge key \"<<\" is not part of YAML 1.2",
                        "Write the keys out.");
                continue;
            }
            Value.Entry first = entries.get(key.text());
            if (first == null) {
                entries.put(key.text(), new Value.Entry(key.place(), value));
            } else {
                faults.add(
                        key.place(),
                        "HF-CFG-021",
                        "key \"" + key.text() + "\" is given twice, first on line "
                                + (first.key().line() + 1),
                        "Remove one of the two.");
            }
        }
        return new Value.Mapping(place, entries);
    }

    private static Place at(Mark mark) {
        return new Place(mark.getLine(), mark.getColumn(), 1);
    }
}
