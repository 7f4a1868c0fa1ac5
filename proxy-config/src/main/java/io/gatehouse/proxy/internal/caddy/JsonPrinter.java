package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.PlainText;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Prints JSON (RFC 8259), one member a line. For one file, by one thread. */
final class JsonPrinter {
    private final Problems problems;
    private final StringBuilder text = new StringBuilder(1024);
    private final List<Optional<Explanation>> explanations = new ArrayList<>();

    JsonPrinter(Problems problems) {
        this.problems = problems;
    }

    Grammar.Printed print(JsonObject root) {
        print(root, "", "", Optional.empty());
        return new Grammar.Printed(text.toString(), explanations);
    }

    /** Prints a value of an array; the one before it, if there is one, gets its comma only now. */
    void item(Json item, String margin, Optional<Explanation> around) {
        if (!isEmpty()) {
            text.insert(text.length() - 1, ',');
        }
        text.append(margin);
        print(item, "", margin, around);
    }

    boolean isEmpty() {
        return text.length() == 0;
    }

    /** Margin and name stand on the line already. */
    private void print(Json json, String after, String margin, Optional<Explanation> around) {
        if (json.isShort()) {
            inline(json);
            endLine(after, own(json, around));
        } else if (json instanceof JsonObject object) {
            Optional<Explanation> because = object.because().isPresent() ? object.because() : around;
            String inner = margin + "\t";
            text.append('{');
            endLine("", because);
            Iterator<JsonObject.Member> members = object.members().iterator();
            while (members.hasNext()) {
                JsonObject.Member member = members.next();
                text.append(inner).append('"').append(member.name()).append("\": ");
                print(member.value(), members.hasNext() ? "," : "", inner, because);
            }
            text.append(margin).append('}');
            endLine(after, because);
        } else if (json instanceof Json.Items items) {
            String inner = margin + "\t";
            text.append('[');
            endLine("", around);
            Iterator<Json> values = items.items().iterator();
            while (values.hasNext()) {
                Json value = values.next();
                text.append(inner);
                print(value, values.hasNext() ? "," : "", inner, around);
            }
            text.append(margin).append(']');
            endLine(after, around);
        } else if (json instanceof PrintedItems items) {
            JsonPrinter printed = items.printed(margin + "\t");
            text.append('[');
            endLine("", around);
            text.append(printed.text);
            explanations.addAll(printed.explanations);
            text.append(margin).append(']');
            endLine(after, around);
        }
    }

    private void endLine(String after, Optional<Explanation> because) {
        text.append(after).append('\n');
        explanations.add(because);
    }

    private void inline(Json json) {
        if (json instanceof Json.Text string) {
            string(string.token());
        } else if (json instanceof Json.Literal literal) {
            text.append(literal.text());
        } else if (json instanceof Json.Items items) {
            text.append('[');
            String separator = "";
            for (Json item : items.items()) {
                text.append(separator);
                inline(item);
                separator = ", ";
            }
            text.append(']');
        } else {
            text.append("{}");
        }
    }

    /** What Caddy would take for a placeholder is refused in values; in constants of ours it is one. */
    private void string(Token token) {
        if (token instanceof Token.Value value) {
            PlainText.refusal(value.text())
                    .or(() -> CaddyfileGrammar.placeholder(value.text()))
                    .ifPresent(reason -> problems.add(value.field(), reason));
        }
        text.append('"').append(escaped(token.text())).append('"');
    }

    /** Controls and lone surrogates, which would need more, are refused before. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static Optional<Explanation> own(Json json, Optional<Explanation> around) {
        Json first = json instanceof Json.Items items && !items.items().isEmpty()
                ? items.items().get(0)
                : json;
        if (first instanceof Json.Text string && string.token() instanceof Token.Value value) {
            String reason = around.map(Explanation::reason).orElse("the model says so");
            return Optional.of(new Explanation(Optional.of(value.field()), reason));
        }
        return json instanceof JsonObject object && object.because().isPresent() ? object.because() : around;
    }
}
