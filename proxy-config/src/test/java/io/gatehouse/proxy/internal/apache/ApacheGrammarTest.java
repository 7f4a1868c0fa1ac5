package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.reading.NodeTrees;
import io.gatehouse.proxy.reading.Reader;
import io.gatehouse.proxy.reading.UserLines;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ApacheGrammarTest {
    @Property
    void anyTreeIsReadBack(@ForAll Random random) {
        NodeTrees.assertReadBack(new ApacheGrammar(), Reader.of("apache"), NodeTrees.Shape.NESTED, random);
    }

    @Property
    void anyUserIsReadBack(@ForAll Random random) {
        UserLines.assertReadBack(new ApacheUserGrammar(), random);
    }
}
