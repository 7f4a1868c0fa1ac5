package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** A value in JSON (RFC 8259), from tokens, so that a value of the model keeps its field. */
sealed interface Json permits Json.Text, Json.Literal, Json.Items, JsonObject, PrintedItems {
    /** A constant of ours. */
    static Json text(String text) {
        return new Text(Token.text(text));
    }

    /** A number. */
    static Json number(long number) {
        return new Literal(Long.toString(number));
    }

    /** True. */
    static Json yes() {
        return new Literal("true");
    }

    /** False. */
    static Json no() {
        return new Literal("false");
    }

    /** Strings in their order. */
    static Json texts(List<Token> tokens) {
        List<Json> items = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            items.add(new Text(token));
        }
        return new Items(items);
    }

    /** One value in an array. */
    static Json only(Json item) {
        return new Items(List.of(item));
    }

    /** Whether it stands on one line. */
    default boolean isShort() {
        if (this instanceof Items items) {
            for (Json item : items.items()) {
                if (!(item instanceof Text) && !(item instanceof Literal)) {
                    return false;
                }
            }
            return true;
        }
        return this instanceof JsonObject object ? object.isEmpty() : !(this instanceof PrintedItems);
    }

    /**
     * A string.
     *
     * @param token what it holds
     */
    record Text(Token token) implements Json {}

    /**
     * A number or a truth value.
     *
     * @param text as it is printed
     */
    record Literal(String text) implements Json {}

    /**
     * An array.
     *
     * @param items its values
     */
    record Items(List<Json> items) implements Json {}
}
