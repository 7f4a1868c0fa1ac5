package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.reading.NodeTrees;
import io.gatehouse.proxy.reading.Reader;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CaddyfileGrammarTest {
    @Property
    void anyTreeIsReadBack(@ForAll Random random) {
        NodeTrees.assertReadBack(new CaddyfileGrammar(), Reader.of("caddy"), NodeTrees.Shape.NESTED, random);
    }
}
