package io.gatehouse.proxy.internal.caddy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.HostileText;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import io.gatehouse.proxy.reading.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonPrinterTest {
    private static final int DEEPEST = 4;

    @Property
    void anyTreeIsReadBack(@ForAll Random random) {
        Map<String, Object> expected = new TreeMap<>();
        JsonObject object = object(random, 0, expected);

        assertThat(JsonReader.parse(print(object))).isEqualTo(expected);
    }

    private static JsonObject object(Random random, int depth, Map<String, Object> expected) {
        JsonObject object = new JsonObject();
        for (int count = random.nextInt(4); count > 0; count--) {
            String name = "member_" + count;
            List<Object> holder = new ArrayList<>();
            object.put(name, value(random, depth + 1, holder));
            expected.put(name, holder.get(0));
        }
        return object;
    }

    /** A value, and in the list what a reader must find for it. */
    private static Json value(Random random, int depth, List<Object> expected) {
        int kind = random.nextInt(depth < DEEPEST ? 6 : 4);
        if (kind == 0) {
            int number = random.nextInt();
            expected.add(new JsonReader.Literal(Integer.toString(number)));
            return Json.number(number);
        }
        if (kind < 4) {
            Token text = text(random);
            expected.add(text.text());
            return new Json.Text(text);
        }
        if (kind == 4) {
            Map<String, Object> members = new TreeMap<>();
            expected.add(members);
            return object(random, depth, members);
        }
        List<Object> found = new ArrayList<>();
        List<Json> items = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            items.add(value(random, depth + 1, found));
        }
        expected.add(found);
        return new Json.Items(items);
    }

    private static Token text(Random random) {
        while (true) {
            Token token = Token.value("field", HostileText.pieces(random));
            try {
                print(new JsonObject().put("text", new Json.Text(token)));
                return token;
            } catch (InvalidModelException refused) {
                // Another one, then.
            }
        }
    }

    private static String print(JsonObject object) {
        Problems problems = new Problems();
        String text = new JsonPrinter(problems).print(object).text();
        problems.throwIfAny("Tree");
        return text;
    }
}
