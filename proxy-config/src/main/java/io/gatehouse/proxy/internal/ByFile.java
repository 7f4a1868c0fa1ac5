package io.gatehouse.proxy.internal;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Something for each file, in the order of the files' names. Two arrays rather than a tree: of ten thousand files one
 * changes, and then the names are the same array as before, and the rest is copied and compared by reference.
 * Immutable if what it holds is.
 *
 * @param <V> what there is for each file
 */
@SuppressWarnings("JdkObsolete") // a NavigableMap would be twenty methods more, which nobody was promised
public final class ByFile<V> extends AbstractMap<String, V> implements SortedMap<String, V> {
    private final String[] names;
    private final List<V> values;

    private ByFile(String[] names, List<V> values) {
        this.names = names;
        this.values = values;
    }

    /**
     * A copy in the natural order of names; the map itself, if it is of this class.
     *
     * @throws IllegalArgumentException if a name is not a path below a folder, {@code /} between its parts
     */
    public static <V> ByFile<V> copyOf(Map<String, V> map) {
        if (map instanceof ByFile<V> same) {
            return same;
        }
        Map<String, V> sorted = new TreeMap<>(Comparator.naturalOrder());
        sorted.putAll(map);
        for (String file : sorted.keySet()) {
            if (!isBelow(file)) {
                throw new IllegalArgumentException("The file " + file + " is not below the configuration's folder");
            }
        }
        return new ByFile<>(sorted.keySet().toArray(String[]::new), List.copyOf(sorted.values()));
    }

    /** By hand, as a large proxy has a file for each site, and a {@code Path} for each takes its time. */
    private static boolean isBelow(String file) {
        int start = 0;
        for (int i = 0; i <= file.length(); i++) {
            if (i == file.length() || file.charAt(i) == '/') {
                int length = i - start;
                if (length == 0 || (length <= 2 && file.startsWith("..".substring(0, length), start))) {
                    return false;
                }
                start = i + 1;
            } else if (file.charAt(i) == '\\') {
                return false;
            }
        }
        return true;
    }

    /** The same but for these files, of which some may be new, and without those. */
    public ByFile<V> with(Map<String, V> files, Set<String> without) {
        if (without.isEmpty() && files.keySet().stream().allMatch(this::containsKey)) {
            @SuppressWarnings("unchecked")
            V[] changed = (V[]) values.toArray();
            files.forEach((name, value) -> changed[place(name)] = value);
            return new ByFile<>(names, List.of(changed));
        }
        Map<String, V> all = new TreeMap<>(this);
        all.keySet().removeAll(without);
        all.putAll(files);
        return copyOf(all);
    }

    /** The files that are here or there alone, or for which there is something else. */
    public NavigableSet<String> differences(ByFile<V> other) {
        NavigableSet<String> different = new TreeSet<>();
        boolean sameNames = names == other.names;
        int here = 0;
        int there = 0;
        while (here < names.length || there < other.names.length) {
            int order = sameNames ? 0 : order(here, other, there);
            if (order != 0 || !values.get(here).equals(other.values.get(there))) {
                different.add(order <= 0 ? names[here] : other.names[there]);
            }
            here += order <= 0 ? 1 : 0;
            there += order >= 0 ? 1 : 0;
        }
        return different;
    }

    private int order(int here, ByFile<V> other, int there) {
        if (here == names.length || there == other.names.length) {
            return here == names.length ? 1 : -1;
        }
        return names[here].compareTo(other.names[there]);
    }

    private int place(@Nullable Object name) {
        return name instanceof String text ? Arrays.binarySearch(names, text) : -1;
    }

    @Override
    public @Nullable V get(@Nullable Object name) {
        int place = place(name);
        return place < 0 ? null : values.get(place);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return place(name) >= 0;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Set<Map.Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, V>> iterator() {
                return IntStream.range(0, names.length)
                        .mapToObj(i -> Map.entry(names[i], values.get(i)))
                        .iterator();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }

    /** Null: the natural order. */
    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public SortedMap<String, V> subMap(String from, String to) {
        if (from.compareTo(to) > 0) {
            throw new IllegalArgumentException(from + " is behind " + to);
        }
        return part(firstFrom(from), firstFrom(to));
    }

    @Override
    public SortedMap<String, V> headMap(String to) {
        return part(0, firstFrom(to));
    }

    @Override
    public SortedMap<String, V> tailMap(String from) {
        return part(firstFrom(from), names.length);
    }

    @Override
    public String firstKey() {
        return name(0);
    }

    @Override
    public String lastKey() {
        return name(names.length - 1);
    }

    private String name(int place) {
        if (names.length == 0) {
            throw new NoSuchElementException("There are no files");
        }
        return names[place];
    }

    private int firstFrom(String name) {
        int place = place(name);
        return place < 0 ? -place - 1 : place;
    }

    private SortedMap<String, V> part(int from, int to) {
        return new ByFile<>(Arrays.copyOfRange(names, from, to), values.subList(from, to));
    }
}
