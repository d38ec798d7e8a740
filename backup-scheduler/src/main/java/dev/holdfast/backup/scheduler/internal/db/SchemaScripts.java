package dev.holdfast.backup.scheduler.internal.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The scripts by name: a search of the class path finds nothing in some hosts, and takes time in all. */
final class SchemaScripts implements ResourceProvider {

    private final Dialect dialect;
    private final List<String> names;

    SchemaScripts(Dialect dialect, List<String> names) {
        this.dialect = dialect;
        this.names = names;
    }

    @Override
    @SuppressWarnings("NullAway") // There may be none, and the interface has no other way to say so.
    public @Nullable LoadableResource getResource(String name) {
        return names.contains(name) ? new Script(dialect, name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return names.stream()
                .filter(name ->
                        name.startsWith(prefix) && List.of(suffixes).stream().anyMatch(name::endsWith))
                .<LoadableResource>map(name -> new Script(dialect, name))
                .toList();
    }

    private static final class Script extends LoadableResource {

        private final String path;
        private final String name;

        Script(Dialect dialect, String name) {
            // A directory whose name no package can have: a module keeps what is in its packages to itself.
            this.path = "/holdfast-schema/" + dialect.directory() + "/" + name;
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream in = Objects.requireNonNull(SchemaScripts.class.getResourceAsStream(path), path)) {
                return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
