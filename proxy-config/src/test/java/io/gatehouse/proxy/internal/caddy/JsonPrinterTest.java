package io.gatehouse.proxy.internal.caddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.HostileText;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import io.gatehouse.proxy.reading.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
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

    @Property
    void anArrayPrintedAsItComesIsPrintedTheSame(@ForAll Random random) {
        Optional<Explanation> because = Optional.of(new Explanation(Optional.of("field"), "of the array"));
        Problems problems = new Problems();
        PrintedItems printed = new PrintedItems(2, because, problems);
        List<Json> items = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            items.add(object(random, 2, new TreeMap<>()).put("last", Json.yes()));
        }
        items.forEach(printed::add);

        Grammar.Printed asItCame = new JsonPrinter(problems).print(new JsonObject(because).put("array", printed));
        Grammar.Printed atOnce =
                new JsonPrinter(problems).print(new JsonObject(because).put("array", new Json.Items(items)));
        assertThat(asItCame).isEqualTo(atOnce);
        problems.throwIfAny("Tree");
    }

    @Example
    void anArrayStandsWhereItWasPrintedFor() {
        PrintedItems printed = new PrintedItems(3, Optional.empty(), new Problems());
        JsonObject elsewhere = new JsonObject().put("array", printed);

        assertThatThrownBy(() -> print(elsewhere)).hasMessageContaining("3 deep, to stand 2 deep");
    }

    @Example
    void membersAreNamesAloneAndTheirLastValueHolds() {
        JsonObject object =
                new JsonObject().put("a", Json.no()).put("b", Json.no()).put("a", Json.yes());

        assertThat(print(object)).isEqualTo("{\n\t\"a\": true,\n\t\"b\": false\n}\n");
        for (String name : List.of("", "a b", "a\"", "\u00e4", "a\n")) {
            assertThatThrownBy(() -> object.put(name, Json.yes())).hasMessageContaining("Not a member's name");
        }
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
