package io.gatehouse.proxy.internal.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.HostileText;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.NodeTrees;
import io.gatehouse.proxy.reading.Reader;
import io.gatehouse.proxy.reading.UserLines;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

class NginxGrammarTest {
    @Property
    void anyTreeIsReadBack(@ForAll Random random) {
        NodeTrees.assertReadBack(new NginxGrammar(), Reader.of("nginx"), NodeTrees.Shape.NESTED, random);
    }

    @Property
    void anyUserIsReadBack(@ForAll Random random) {
        UserLines.assertReadBack(new NginxUserFileGrammar(), random);
    }

    /** In a block of {@code geo} even a dollar sign is what it is. */
    @Property
    void anyLiteralIsReadBack(@ForAll Random random) {
        String text = HostileText.pieces(random);
        Problems problems = new Problems();
        Node line = Node.line("default", Token.literal("field", text));
        String printed = new NginxGrammar()
                .print(List.of(Node.block("geo", List.of(Token.word("$x")), List.of(line))), problems)
                .text();
        try {
            problems.throwIfAny("Literal");
        } catch (InvalidModelException refused) {
            Statistics.label("outcome").collect("refused");
            return;
        }
        Statistics.label("outcome").collect("printed");
        assertThat(Entry.allWords(Reader.of("nginx").read(printed))).containsExactly("geo", "$x", "default", text);
    }
}
