package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupManifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The words that every backup carries: how to restore it by hand, without Holdfast, with the exact commands. */
public final class RestoreGuide {

    /** The name of a fact with further words of the target; its lines are shown as they are. */
    public static final String FACT = "restore-by-hand";

    private static final Map<String, String> DECOMPRESS =
            Map.of("zstd", "zstd -dc", "gzip", "gzip -dc", "xz", "xz -dc", "bzip2", "bzip2 -dc");

    private RestoreGuide() {}

    /**
     * Writes the words.
     *
     * @param manifest the manifest with all artifacts but these words
     * @return Markdown in UTF-8, the same for equal manifests
     */
    public static byte[] of(BackupManifest manifest) {
        StringBuilder text = new StringBuilder();
        line(text, "# How to restore " + manifest.id() + " by hand");
        line(text, "");
        line(
                text,
                "A backup of " + manifest.target() + ", begun " + manifest.startedAt() + ", complete "
                        + manifest.finishedAt() + ".");
        line(
                text,
                "Run the commands in this folder. With Holdfast at hand, `holdfast restore " + manifest.id()
                        + "` does all of this and more.");
        line(text, "");
        line(text, "## 1. Check that nothing is damaged");
        line(text, "");
        block(text, "sha256sum -c " + BackupLayout.SUMS);
        line(text, "Every line must end with `OK`.");
        int step = 2;
        for (Artifact artifact : manifest.artifacts()) {
            if (artifact.role() == ArtifactRole.DATA) {
                artifact(text, step++, artifact);
            }
        }
        List<Artifact> evidence = manifest.artifacts().stream()
                .filter(artifact -> artifact.role() == ArtifactRole.EVIDENCE || artifact.role() == ArtifactRole.INDEX)
                .toList();
        if (!evidence.isEmpty()) {
            line(text, "");
            line(text, "## Evidence");
            line(text, "");
            line(text, "Not needed for a restore; good for comparing what came back:");
            line(text, "");
            for (Artifact artifact : evidence) {
                block(text, pipe(artifact) + " | less");
            }
        }
        String words = manifest.facts().get(FACT);
        if (words != null) {
            line(text, "");
            line(text, "## What this kind of target needs");
            line(text, "");
            words.lines().forEach(word -> line(text, word));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void artifact(StringBuilder text, int step, Artifact artifact) {
        line(text, "");
        line(text, "## " + step + ". Bring back `" + artifact.name() + "`");
        line(text, "");
        if (sealed(artifact)) {
            sealedWords(text, artifact);
        }
        String format = artifact.archiveFormat();
        if (format == null) {
            line(text, "One stream of " + artifact.originalBytes() + " bytes:");
            line(text, "");
            block(text, pipe(artifact) + " > " + plainName(artifact));
        } else if (format.equals("tar")) {
            line(text, "A tar of " + artifact.entries().orElse(0) + " entries. As root, so that owners come back too:");
            line(text, "");
            block(
                    text,
                    "mkdir restored",
                    pipe(artifact)
                            + " | tar -xpf - --numeric-owner --same-owner --xattrs --xattrs-include='*' -C restored");
            line(text, "To look before you extract:");
            line(text, "");
            block(text, pipe(artifact) + " | tar -tvf -");
        } else if (format.equals("zip")) {
            line(text, "A zip of " + artifact.entries().orElse(0) + " entries:");
            line(text, "");
            String file = artifact.name();
            if (!isPlain(artifact)) {
                file = plainName(artifact);
                block(text, pipe(artifact) + " > " + file);
            }
            block(text, "mkdir restored", "unzip -d restored " + file);
            line(text, "To look before you extract:");
            line(text, "");
            block(text, "unzip -l " + file);
        } else {
            line(text, "An archive of the format `" + format + "`; its specification says how to read it:");
            line(text, "");
            block(text, pipe(artifact) + " > " + plainName(artifact));
        }
    }

    private static void sealedWords(StringBuilder text, Artifact artifact) {
        String sealer = artifact.encodings().get(1);
        switch (sealer) {
            case "age" ->
                line(
                        text,
                        "It is sealed in the age format (age-encryption.org/v1); put the path of your identity file for KEYFILE.");
            case "hfe", "aes-256-gcm" ->
                line(
                        text,
                        "It is sealed with AES-256-GCM in the format that Holdfast publishes as `docs/format/sealed.md`; the data key lies wrapped"
                                + " in the `keys-N.json` with the highest N. The command below needs a program that follows that"
                                + " specification, written `open-sealed` here.");
            default ->
                line(
                        text,
                        "It is sealed in the format `" + sealer
                                + "`; the specification of that format says how to open it. The command"
                                + " below calls the program for it `open-sealed`.");
        }
        line(text, "");
    }

    private static boolean sealed(Artifact artifact) {
        return artifact.encodings().size() > 1;
    }

    private static boolean isPlain(Artifact artifact) {
        return !sealed(artifact) && !DECOMPRESS.containsKey(compression(artifact));
    }

    private static String compression(Artifact artifact) {
        return artifact.encodings().isEmpty() ? "none" : artifact.encodings().get(0);
    }

    private static String pipe(Artifact artifact) {
        String command = DECOMPRESS.get(compression(artifact));
        if (!sealed(artifact)) {
            return command == null ? "cat " + artifact.name() : command + " " + artifact.name();
        }
        String open = artifact.encodings().get(1).equals("age")
                ? "age -d -i KEYFILE " + artifact.name()
                : "open-sealed " + artifact.name();
        return command == null ? open : open + " | " + command;
    }

    /** The artifact's name without the suffixes of its encodings. */
    private static String plainName(Artifact artifact) {
        String name = artifact.name();
        long layers = artifact.encodings().stream()
                .filter(encoding -> !encoding.equals("none"))
                .count();
        for (long i = 0; i < layers; i++) {
            int dot = name.lastIndexOf('.');
            name = dot > 0 ? name.substring(0, dot) : name;
        }
        return name.equals(artifact.name()) ? name + ".restored" : name;
    }

    private static void block(StringBuilder text, String... commands) {
        line(text, "```");
        for (String command : commands) {
            line(text, command);
        }
        line(text, "```");
        line(text, "");
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
