package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.PlainText;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints JSON (RFC 8259), one member a line. For one file, by one thread. */
final class JsonPrinter {
    private final Problems problems;
    private final StringBuilder text = new StringBuilder();
    private final List<Optional<Explanation>> explanations = new ArrayList<>();

    JsonPrinter(Problems problems) {
        this.problems = problems;
    }

    Grammar.Printed print(JsonObject root) {
        print("", root, "", "", Optional.empty());
        return new Grammar.Printed(text.toString(), explanations);
    }

    private void print(String before, Json json, String after, String margin, Optional<Explanation> around) {
        if (json.isShort()) {
            line(margin, before + inline(json) + after, own(json, around));
        } else if (json instanceof JsonObject object) {
            Optional<Explanation> because = object.because().or(() -> around);
            line(margin, before + "{", because);
            Iterator<Map.Entry<String, Json>> members =
                    object.members().entrySet().iterator();
            while (members.hasNext()) {
                Map.Entry<String, Json> member = members.next();
                String name = quoted(member.getKey()) + ": ";
                print(name, member.getValue(), members.hasNext() ? "," : "", margin + "\t", because);
            }
            line(margin, "}" + after, because);
        } else if (json instanceof Json.Items items) {
            line(margin, before + "[", around);
            Iterator<Json> values = items.items().iterator();
            while (values.hasNext()) {
                Json value = values.next();
                print("", value, values.hasNext() ? "," : "", margin + "\t", around);
            }
            line(margin, "]" + after, around);
        }
    }

    private void line(String margin, String line, Optional<Explanation> because) {
        text.append(margin).append(line).append('\n');
        explanations.add(because);
    }

    private String inline(Json json) {
        if (json instanceof Json.Text string) {
            return string(string.token());
        }
        if (json instanceof Json.Literal literal) {
            return literal.text();
        }
        if (json instanceof Json.Items items) {
            return items.items().stream().map(this::inline).collect(Collectors.joining(", ", "[", "]"));
        }
        return "{}";
    }

    /** What Caddy would take for a placeholder is refused in values; in constants of ours it is one. */
    private String string(Token token) {
        if (token instanceof Token.Value value) {
            PlainText.refusal(value.text())
                    .or(() -> CaddyfileGrammar.placeholder(value.text()))
                    .ifPresent(reason -> problems.add(value.field(), reason));
        }
        return quoted(token.text());
    }

    /** Controls and lone surrogates, which would need more, are refused before. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Optional<Explanation> own(Json json, Optional<Explanation> around) {
        Json first = json instanceof Json.Items items && !items.items().isEmpty()
                ? items.items().get(0)
                : json;
        if (first instanceof Json.Text string && string.token() instanceof Token.Value value) {
            String reason = around.map(Explanation::reason).orElse("the model says so");
            return Optional.of(new Explanation(Optional.of(value.field()), reason));
        }
        return json instanceof JsonObject object ? object.because().or(() -> around) : around;
    }
}
