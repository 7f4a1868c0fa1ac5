package io.gatehouse.proxy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** The two arrays are what a tree would be. */
class ByFileTest {
    @Property
    void isWhatATreeWouldBe(
            @ForAll @Size(max = 8) Map<@AlphaChars @StringLength(min = 1, max = 2) String, Integer> some,
            @ForAll @Size(max = 4) Map<@AlphaChars @StringLength(min = 1, max = 2) String, Integer> more,
            @ForAll @Size(max = 4) Set<@AlphaChars @StringLength(min = 1, max = 2) String> without) {
        TreeMap<String, Integer> tree = new TreeMap<>(some);
        ByFile<Integer> files = ByFile.copyOf(some);
        same(files, tree);

        TreeMap<String, Integer> changed = new TreeMap<>(some);
        changed.keySet().removeAll(without);
        changed.putAll(more);
        ByFile<Integer> other = files.with(more, without);
        same(other, changed);
        same(files, tree);

        TreeMap<String, Integer> others = new TreeMap<>(some);
        others.replaceAll((name, value) -> value / 2);
        same(files.with(others, Set.of()), others);
        Set<String> all = new TreeSet<>(tree.keySet());
        all.addAll(changed.keySet());
        for (ByFile<Integer> now : List.of(other, files.with(others, Set.of()))) {
            Set<String> names = new TreeSet<>(all);
            names.removeIf(name -> Objects.equals(now.get(name), files.get(name)));
            assertThat(now.differences(files)).isEqualTo(names);
            assertThat(files.differences(now)).isEqualTo(names);
        }
    }

    @Example
    void nothingCanBeChanged() {
        ByFile<String> files = ByFile.copyOf(Map.of("b", "1", "a/c", "2"));

        assertThatThrownBy(() -> files.put("b", "3")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> files.remove("b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> files.entrySet().iterator().next().setValue("3"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(ByFile.copyOf(files)).isSameAs(files);
        assertThatThrownBy(() -> ByFile.copyOf(Map.of()).firstKey()).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> files.with(Map.of("../x", "3"), Set.of())).hasMessageContaining("../x");
    }

    private static void same(ByFile<Integer> files, NavigableMap<String, Integer> tree) {
        assertThat(files).isEqualTo(tree).hasSameHashCodeAs(tree).hasToString(tree.toString());
        assertThat(tree).isEqualTo(files);
        assertThat(files.keySet()).containsExactlyElementsOf(tree.keySet());
        for (String name : new TreeSet<>(Set.of("", "a", "m", "zz"))) {
            assertThat(files.headMap(name)).isEqualTo(tree.headMap(name));
            assertThat(files.tailMap(name)).isEqualTo(tree.tailMap(name));
            assertThat(files.subMap("b", "b" + name)).isEqualTo(tree.subMap("b", "b" + name));
            assertThat(files.get(name)).isEqualTo(tree.get(name));
            assertThat(files.containsKey(name)).isEqualTo(tree.containsKey(name));
        }
        if (!tree.isEmpty()) {
            assertThat(files.firstKey()).isEqualTo(tree.firstKey());
            assertThat(files.lastKey()).isEqualTo(tree.lastKey());
        }
    }
}
