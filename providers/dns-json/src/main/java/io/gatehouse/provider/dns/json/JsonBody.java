package io.gatehouse.provider.dns.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An object to send: {@code JsonBody.of("type", "TXT").with("ttl", 60)}. Members keep their order. Immutable.
 */
public final class JsonBody {
    private static final Gson WRITER =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private final JsonObject object;

    private JsonBody(JsonObject object) {
        this.object = object;
    }

    /** An object without members. */
    public static JsonBody empty() {
        return new JsonBody(new JsonObject());
    }

    /**
     * An object with one member.
     *
     * @see #with
     */
    public static JsonBody of(String member, @Nullable Object value) {
        return empty().with(member, value);
    }

    /**
     * The same with another member.
     *
     * @param value a text, a whole number, a boolean, an object ({@link JsonBody}), what an answer held ({@link Json}), a
     *     collection of these, or null
     * @throws IllegalArgumentException if it is something else
     */
    public JsonBody with(String member, @Nullable Object value) {
        JsonObject longer = object.deepCopy();
        longer.add(member, element(value));
        return new JsonBody(longer);
    }

    /** As it is sent, on one line. */
    public String text() {
        return text(this);
    }

    static String text(Object value) {
        return WRITER.toJson(element(value));
    }

    private static JsonElement element(@Nullable Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof JsonBody body) {
            return body.object;
        }
        if (value instanceof Json json) {
            return json.element();
        }
        if (value instanceof String text) {
            return new JsonPrimitive(text);
        }
        if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        }
        if (value instanceof Integer || value instanceof Long) {
            return new JsonPrimitive((Number) value);
        }
        if (value instanceof Collection<?> items) {
            JsonArray array = new JsonArray();
            items.forEach(item -> array.add(element(item)));
            return array;
        }
        throw new IllegalArgumentException("A " + value.getClass().getName() + " has no form in JSON");
    }
}
