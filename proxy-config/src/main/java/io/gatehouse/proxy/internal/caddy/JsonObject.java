package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An object in JSON under construction, its members in the order in which they came. Not thread-safe. */
final class JsonObject implements Json {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.>-]+");

    private final Optional<Explanation> because;
    private final Map<String, Json> members = new LinkedHashMap<>();

    /** An object that belongs to what is around it. */
    JsonObject() {
        this(Optional.empty());
    }

    /** An object that is there for a reason of its own. */
    JsonObject(Optional<Explanation> because) {
        this.because = because;
    }

    /** A handler or another module by its name. */
    static JsonObject named(String kind, String name, Optional<Explanation> because) {
        return new JsonObject(because).put(kind, Json.text(name));
    }

    JsonObject put(String name, Json value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a member's name: " + name);
        }
        members.put(name, value);
        return this;
    }

    /** The object of that name, made if there is none. */
    JsonObject object(String name) {
        if (members.get(name) instanceof JsonObject known) {
            return known;
        }
        JsonObject made = new JsonObject();
        put(name, made);
        return made;
    }

    /** Adds to the array of that name, which is made if there is none. */
    void add(String name, Json item) {
        List<Json> items = new ArrayList<>();
        if (members.get(name) instanceof Items known) {
            items.addAll(known.items());
        }
        items.add(item);
        put(name, new Items(items));
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    Map<String, Json> members() {
        return members;
    }

    Optional<Explanation> because() {
        return because;
    }
}
