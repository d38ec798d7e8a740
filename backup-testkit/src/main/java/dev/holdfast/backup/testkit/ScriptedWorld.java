package dev.holdfast.backup.testkit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The documents of a {@link ScriptedTarget}, in areas of which one is live. Thread-safe. */
final class ScriptedWorld {

    private final Map<String, Map<String, byte[]>> areas = new TreeMap<>();
    private Map<String, byte[]> live = new TreeMap<>();

    synchronized void put(String document, byte[] content) {
        live.put(document, content.clone());
    }

    synchronized void remove(String document) {
        live.remove(document);
    }

    synchronized Map<String, byte[]> live() {
        return copy(live);
    }

    synchronized void live(Map<String, byte[]> documents) {
        live = copy(documents);
    }

    synchronized List<String> areas() {
        return List.copyOf(areas.keySet());
    }

    synchronized Map<String, byte[]> area(String name) {
        return copy(areas.getOrDefault(name, Map.of()));
    }

    synchronized void area(String name, Map<String, byte[]> documents) {
        areas.put(name, copy(documents));
    }

    synchronized void drop(String name) {
        areas.remove(name);
    }

    /** Makes an area the live one and keeps the live one as another area, as two renames would. */
    synchronized void swap(String staged, String kept) {
        Map<String, byte[]> documents = areas.remove(staged);
        if (documents == null) {
            throw new IllegalStateException("there is no area " + staged);
        }
        areas.put(kept, live);
        live = documents;
    }

    /** Makes what was kept the live one again; does nothing if nothing was kept. */
    synchronized void swapBack(String kept) {
        Map<String, byte[]> documents = areas.remove(kept);
        if (documents != null) {
            live = documents;
        }
    }

    private static Map<String, byte[]> copy(Map<String, byte[]> documents) {
        Map<String, byte[]> copy = new TreeMap<>();
        documents.forEach((name, content) -> copy.put(name, content.clone()));
        return copy;
    }
}
