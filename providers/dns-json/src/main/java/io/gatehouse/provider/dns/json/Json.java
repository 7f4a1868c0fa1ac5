package io.gatehouse.provider.dns.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.TxtPresentation;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value in a vendor's answer (RFC 8259). What is asked of it must be there: anything else is an answer that is not what the
 * API promises ({@link io.gatehouse.dns.DnsProviderException.Kind#MALFORMED_ANSWER}), told by the path to the value and never by
 * the value itself. Immutable.
 */
public final class Json {
    private final JsonElement element;
    private final String path;
    private final Function<String, DnsProviderException> malformed;

    private Json(JsonElement element, String path, Function<String, DnsProviderException> malformed) {
        this.element = element;
        this.path = path;
        this.malformed = malformed;
    }

    /**
     * Reads a whole text, strictly: one that came in some other way than as a vendor's answer, such as a key file.
     *
     * @param malformed makes the error for what is not as expected, there and in whatever is read from it
     */
    public static Json parse(String text, Function<String, DnsProviderException> malformed) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            if (reader.peek() == JsonToken.END_DOCUMENT) {
                throw malformed.apply("it is empty");
            }
            JsonElement element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw malformed.apply("something follows the JSON");
            }
            return new Json(element, "$", malformed);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            // The parser's own words quote the text.
            throw malformed.apply("it is no JSON");
        }
    }

    /** A member of this object. */
    public Json get(String member) {
        return find(member).orElseThrow(() -> malformed.apply("it has no " + path + "." + member));
    }

    /** A member of this object; empty if there is none or it is null. */
    public Optional<Json> find(String member) {
        if (!(element instanceof JsonObject object)) {
            throw malformed.apply(path + " is no object");
        }
        JsonElement found = object.get(member);
        return found == null || found.isJsonNull()
                ? Optional.empty()
                : Optional.of(new Json(found, path + "." + member, malformed));
    }

    /** The text of a member. */
    public String text(String member) {
        return get(member).text();
    }

    /** The text of a member; empty if there is none or it is null. */
    public Optional<String> findText(String member) {
        return find(member).map(Json::text);
    }

    /** The whole number in a member. */
    public long number(String member) {
        return get(member).number();
    }

    /** The elements of the array in a member. */
    public List<Json> items(String member) {
        return get(member).items();
    }

    /** This value, if it is a text. */
    public String text() {
        if (element instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw malformed.apply(path + " is no text");
    }

    /**
     * The value of a TXT record, if this is a text as zone files write it.
     *
     * @see TxtPresentation#parse(String)
     */
    public String txt() {
        try {
            return TxtPresentation.parse(text());
        } catch (IllegalArgumentException e) {
            throw malformed("is no TXT value: " + e.getMessage());
        }
    }

    /** This value, if it is a text or a number: some vendors give identifiers as either. */
    public String textOrNumber() {
        return element instanceof JsonPrimitive primitive && primitive.isNumber() ? primitive.getAsString() : text();
    }

    /** This value, if it is a whole number. */
    public long number() {
        if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
            try {
                return primitive.getAsBigDecimal().longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw malformed.apply(path + " is no whole number");
            }
        }
        throw malformed.apply(path + " is no number");
    }

    /** This value, if it is true or false. */
    public boolean flag() {
        if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw malformed.apply(path + " is neither true nor false");
    }

    /** The elements of this array. */
    public List<Json> items() {
        if (!(element instanceof JsonArray array)) {
            throw malformed.apply(path + " is no list");
        }
        List<Json> items = new ArrayList<>(array.size());
        for (JsonElement item : array) {
            items.add(new Json(item, path + "[" + items.size() + "]", malformed));
        }
        return items;
    }

    /** The members of this object by their names, without those that are null. */
    public Map<String, Json> members() {
        if (!(element instanceof JsonObject object)) {
            throw malformed.apply(path + " is no object");
        }
        Map<String, Json> members = new LinkedHashMap<>();
        object.keySet().forEach(name -> find(name).ifPresent(member -> members.put(name, member)));
        return members;
    }

    JsonElement element() {
        return element;
    }

    /** Whether this is an object. */
    public boolean isObject() {
        return element.isJsonObject();
    }

    /** Whether this is an array. */
    public boolean isList() {
        return element.isJsonArray();
    }

    /** Whether this is a text. */
    public boolean isText() {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }

    /** The error for a value here that the API does not promise. */
    public DnsProviderException malformed(String what) {
        return malformed.apply(path + " " + what);
    }

    /** Where it stands, and not what: an answer may hold secrets. */
    @Override
    public String toString() {
        return "JSON at " + path;
    }
}
