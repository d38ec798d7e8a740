package dev.holdfast.backup.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Builds a jar from sources, as somebody else would who writes providers. */
final class SourceJar {

    private final Path scratch;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> resources = new LinkedHashMap<>();
    private final List<String> without = new ArrayList<>();

    SourceJar(Path scratch) {
        this.scratch = scratch;
    }

    SourceJar source(String file, String text) {
        sources.put(file, text);
        return this;
    }

    SourceJar resource(String file, String text) {
        resources.put(file, text);
        return this;
    }

    /** Leaves a compiled class out of the jar. */
    SourceJar without(String classFile) {
        without.add(classFile);
        return this;
    }

    Path build(String name, String... options) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve(name + "-build"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-proc:none", "-d", classes.toString()));
        arguments.addAll(List.of(options));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = directory.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int status = sources.isEmpty() ? 0 : compiler.run(System.out, System.err, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new AssertionError("the sources of " + name + " do not compile");
        }
        for (String file : without) {
            Files.delete(classes.resolve(file));
        }
        for (Map.Entry<String, String> resource : resources.entrySet()) {
            Path file = classes.resolve(resource.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, resource.getValue());
        }
        Path jar = scratch.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
