package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.RetryStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds containers: those that a hook is told to act on, and the one that a record tells of. */
final class ContainerFinder {

    /** How much of an id engines show. */
    private static final int SHORT_ID = 12;

    private final Engine engine;

    ContainerFinder(Engine engine) {
        this.engine = engine;
    }

    /**
     * Finds what selectors mean, running or not.
     *
     * @param selectors the selectors
     * @return the containers in the order of the selectors, those of one by their names; with the selector that was the first to mean each
     * @throws HookException {@code HF-CTR-002} if a selector means none
     * @throws InterruptedException if this thread is interrupted
     */
    List<Selected> select(List<Selector> selectors) throws InterruptedException {
        List<ContainerSummary> all = engine.list();
        Map<String, Selected> found = new LinkedHashMap<>();
        for (Selector selector : selectors) {
            List<ContainerView> views = select(selector, all);
            if (views.isEmpty()) {
                throw notThere(selector);
            }
            views.forEach(view -> found.putIfAbsent(view.id(), new Selected(view, selector)));
        }
        return List.copyOf(found.values());
    }

    /**
     * A container, and who meant it.
     *
     * @param container the container
     * @param selector the selector
     */
    record Selected(ContainerView container, Selector selector) {}

    private List<ContainerView> select(Selector selector, List<ContainerSummary> all) throws InterruptedException {
        if (selector instanceof Selector.Named named) {
            return byName(named.text()).stream().toList();
        }
        List<ContainerView> views = new ArrayList<>();
        for (ContainerSummary summary : all) {
            if (selector instanceof Selector.Labelled labelled && labelled.matches(summary.labels())) {
                engine.inspect(summary.id()).ifPresent(views::add);
            }
        }
        views.sort(Comparator.comparing(ContainerView::name));
        return views;
    }

    /**
     * Finds a container by its name, or by its id.
     *
     * @param name what people call it
     * @return the container, or empty if there is none
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<ContainerView> byName(String name) throws InterruptedException {
        // Engines take the beginning of an id for a name, and "db" may well be one.
        return engine.inspect(name)
                .filter(view -> view.name().equals(name)
                        || (name.length() >= SHORT_ID && view.id().startsWith(name)));
    }

    private HookException notThere(Selector selector) {
        String what = selector instanceof Selector.Named ? "there is no container " : "no container is selected by ";
        return new HookException(Failure.of(
                        "HF-CTR-002",
                        what + selector.text() + " at " + engine.endpoint().host())
                .hint("Look for it with docker ps --all or podman ps --all on that engine.")
                .retry(RetryStatus.LATER)
                .with("selector", selector.text()));
    }

    /**
     * Finds all that have the network of another container.
     *
     * @return those that do, running or not, by their names
     * @throws InterruptedException if this thread is interrupted
     */
    List<ContainerView> borrowers() throws InterruptedException {
        List<ContainerView> borrowers = new ArrayList<>();
        for (ContainerSummary summary : engine.list()) {
            // Podman's list does not tell.
            if (summary.network().isEmpty() || summary.network().startsWith("container:")) {
                engine.inspect(summary.id())
                        .filter(view -> !view.sharesNetworkOf().isEmpty())
                        .ifPresent(borrowers::add);
            }
        }
        borrowers.sort(Comparator.comparing(ContainerView::name));
        return borrowers;
    }

    /**
     * Finds the container of a record again: by its id; else the one that has its name now; else the one that has its place in its Compose
     * project; else the only one that its selector means.
     *
     * @param halt the record's data
     * @return the container, or empty if it was removed
     * @throws HookException {@code HF-CTR-014} if it could be one of several
     * @throws InterruptedException if this thread is interrupted
     */
    Optional<ContainerView> again(Halt halt) throws InterruptedException {
        Optional<ContainerView> same = engine.inspect(halt.id());
        if (same.isEmpty()) {
            same = byName(halt.name());
        }
        if (same.isPresent()) {
            return same;
        }
        List<ContainerSummary> all = engine.list();
        List<ContainerSummary> heirs = halt.project().isEmpty()
                ? List.of()
                : all.stream().filter(each -> isInPlaceOf(halt, each)).toList();
        if (heirs.isEmpty()
                && !halt.selector().isEmpty()
                && Selector.of(halt.selector()) instanceof Selector.Labelled labelled) {
            heirs = all.stream()
                    .filter(each -> labelled.matches(each.labels()))
                    // Those of other services, or that were there already, are somebody else.
                    .filter(each -> !halt.others().contains(each.id()))
                    .toList();
        }
        if (heirs.size() > 1) {
            throw new HookException(Failure.of(
                            "HF-CTR-014",
                            "container " + halt.name() + " was replaced, and it cannot be told by which of "
                                    + heirs.stream()
                                            .map(each -> String.join("/", each.names()))
                                            .sorted()
                                            .collect(Collectors.joining(", ")))
                    .hint(
                            "Start the right one by hand, remove the others or rename it to the old name, then run recover.")
                    .retry(RetryStatus.LATER)
                    .with("container", halt.name()));
        }
        return heirs.isEmpty() ? Optional.empty() : engine.inspect(heirs.get(0).id());
    }

    private static boolean isInPlaceOf(Halt halt, ContainerSummary other) {
        Map<String, String> labels = other.labels();
        return halt.project().equals(labels.get(Selector.PROJECT))
                && halt.service().equals(labels.get(Selector.SERVICE))
                && halt.number().equals(labels.getOrDefault(Selector.NUMBER, ""))
                && !"True".equalsIgnoreCase(labels.get(Selector.ONE_OFF));
    }
}
