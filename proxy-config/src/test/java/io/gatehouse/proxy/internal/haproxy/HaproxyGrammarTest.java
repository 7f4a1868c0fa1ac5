package io.gatehouse.proxy.internal.haproxy;

import io.gatehouse.proxy.reading.NodeTrees;
import io.gatehouse.proxy.reading.Reader;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HaproxyGrammarTest {
    @Property
    void anyTreeIsReadBack(@ForAll Random random) {
        NodeTrees.assertReadBack(new HaproxyGrammar(), Reader.of("haproxy"), NodeTrees.Shape.SECTIONS, random);
    }

    @Property
    void anyListIsReadBack(@ForAll Random random) {
        NodeTrees.assertReadBack(
                new HaproxyListGrammar(), Reader.of("haproxy", "hosts.map"), NodeTrees.Shape.LINES, random);
    }
}
