package io.gatehouse.provider.dns.acmedns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * The two places at a name of acme-dns, of which each new value takes the one that was written longest ago, even where the
 * value is there already: who repeats one loses the other. The API reads nothing, so this remembers what it wrote, writes
 * nothing twice, and after a write of unknown end writes both again.
 *
 * <p>Another process that writes the same name is not seen. Safe for use by many threads.
 */
final class TwoValues {
    static final int PLACES = 2;

    private final Consumer<String> writer;

    /** What acme-dns has, the oldest first, as far as this wrote it. */
    private List<String> held = List.of();
    /** What was added and not taken away, the oldest first. */
    private List<String> wanted = List.of();

    private boolean isUnsure = true;

    /** @param writer has acme-dns write a value, or throws and may have done so */
    TwoValues(Consumer<String> writer) {
        this.writer = writer;
    }

    /** @param values two at most, each once */
    synchronized void add(List<String> values) {
        List<String> target = newest(wanted, values);
        List<String> missing =
                target.stream().filter(value -> !held.contains(value)).toList();
        if (isUnsure || !newest(held, missing).containsAll(target)) {
            missing = target;
        }
        for (String value : missing) {
            isUnsure = true;
            writer.accept(value);
            held = newest(held, List.of(value));
            wanted = newest(wanted, List.of(value));
        }
        wanted = target;
        isUnsure = false;
    }

    /** Takes none away; but what comes next need not keep it. */
    synchronized void forget(Collection<String> values) {
        wanted = wanted.stream().filter(value -> !values.contains(value)).toList();
    }

    private static List<String> newest(List<String> earlier, List<String> later) {
        List<String> all = new ArrayList<>(earlier);
        all.removeAll(later);
        all.addAll(later);
        return List.copyOf(all.subList(Math.max(0, all.size() - PLACES), all.size()));
    }
}
