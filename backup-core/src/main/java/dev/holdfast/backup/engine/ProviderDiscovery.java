package dev.holdfast.backup.engine;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.Provider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds providers with {@link ServiceLoader}, goes on after one that does not load, and tells which jar that one is in. */
final class ProviderDiscovery {

    /** No class path is so broken that it has more; the bound keeps a loader that fails forever from being asked forever. */
    private static final int MOST_ERRORS = 1000;

    private final ClassLoader loader;

    ProviderDiscovery(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * What was found of one kind.
     *
     * @param <P> the interface
     * @param providers those that can be used
     * @param broken those that cannot
     */
    record Found<P>(List<P> providers, List<BrokenProvider> broken) {}

    <P extends Provider> Found<P> find(ProviderKind kind, Class<P> spi) {
        Search<P> search = new Search<>(kind, spi);
        search.read(ServiceLoader.load(spi, loader));
        ModuleLayer layer = ProviderDiscovery.class.getModule().getLayer();
        if (layer != null) {
            search.read(ServiceLoader.load(layer, spi));
        }
        return search.found(loader);
    }

    static Failure doesNotLoad(ProviderKind kind, String className, String source, @Nullable Throwable cause) {
        Throwable root = cause;
        while (root instanceof ServiceConfigurationError && root.getCause() != null) {
            root = root.getCause();
        }
        String why = root == null ? "" : ": " + root;
        return Failure.of(
                        "HF-PRV-003",
                        "the provider " + className + " of " + kind.word() + " types in " + source + " does not load"
                                + why)
                .hint("Is a jar missing that it needs, or was it built for another version?")
                .with("class", className)
                .with("source", source);
    }

    /** One pass over the providers of one kind. */
    private static final class Search<P extends Provider> {

        private final ProviderKind kind;
        private final Class<P> spi;
        private final List<P> providers = new ArrayList<>();
        private final Set<Class<?>> classes = new HashSet<>();
        private final Map<String, BrokenProvider> broken = new LinkedHashMap<>();
        private final List<ServiceConfigurationError> errors = new ArrayList<>();

        Search(ProviderKind kind, Class<P> spi) {
            this.kind = kind;
            this.spi = spi;
        }

        void read(ServiceLoader<P> services) {
            Iterator<ServiceLoader.Provider<P>> iterator = services.stream().iterator();
            while (errors.size() < MOST_ERRORS) {
                try {
                    if (!iterator.hasNext()) {
                        return;
                    }
                    add(iterator.next());
                } catch (ServiceConfigurationError e) {
                    errors.add(e);
                } catch (LinkageError e) {
                    // A class whose own superclass is missing, say: the loader passes that on as it is.
                    errors.add(new ServiceConfigurationError(spi.getName() + ": " + e.getMessage(), e));
                }
            }
        }

        private void add(ServiceLoader.Provider<P> found) {
            // A class is seen twice when both the loader and the layer know it.
            if (!classes.add(found.type())) {
                return;
            }
            try {
                providers.add(found.get());
            } catch (ServiceConfigurationError | LinkageError e) {
                String name = found.type().getName();
                String source = CodeSources.of(found.type());
                broken.put(name, new BrokenProvider(kind, null, name, source, doesNotLoad(kind, name, source, e)));
            }
        }

        Found<P> found(ClassLoader loader) {
            if (!errors.isEmpty()) {
                // The errors do not say which jar is at fault: the files that name the classes do.
                findUnloadable(loader);
            }
            return new Found<>(providers, List.copyOf(broken.values()));
        }

        private void findUnloadable(ClassLoader loader) {
            String resource = "META-INF/services/" + spi.getName();
            Set<String> loaded = new HashSet<>(broken.keySet());
            classes.forEach(type -> loaded.add(type.getName()));
            int before = broken.size();
            for (URL file : resources(loader, resource)) {
                String source = CodeSources.ofResource(file, resource);
                for (String name : namesIn(file)) {
                    if (!loaded.contains(name)) {
                        broken.putIfAbsent(name, unloadable(name, source));
                    }
                }
            }
            if (broken.size() == before) {
                for (ServiceConfigurationError error : errors) {
                    broken.put(
                            error.toString(),
                            new BrokenProvider(kind, null, "?", "?", doesNotLoad(kind, "?", "?", error)));
                }
            }
        }

        private BrokenProvider unloadable(String name, String source) {
            Throwable cause = errors.stream()
                    .filter(error -> error.toString().contains(name))
                    .findFirst()
                    .orElse(errors.get(0));
            return new BrokenProvider(kind, null, name, source, doesNotLoad(kind, name, source, cause));
        }

        private static List<URL> resources(ClassLoader loader, String name) {
            try {
                return Collections.list(loader.getResources(name));
            } catch (IOException e) {
                return List.of();
            }
        }

        private static List<String> namesIn(URL file) {
            List<String> names = new ArrayList<>();
            try {
                URLConnection connection = file.openConnection();
                // A cached connection would keep the jar open for as long as the JVM lives.
                connection.setUseCaches(false);
                try (InputStream in = connection.getInputStream();
                        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        int comment = line.indexOf('#');
                        String name = (comment < 0 ? line : line.substring(0, comment)).trim();
                        if (!name.isEmpty()) {
                            names.add(name);
                        }
                    }
                }
            } catch (IOException e) {
                return names;
            }
            return names;
        }
    }
}
