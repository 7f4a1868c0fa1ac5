package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object in JSON under construction, its members in the order in which they came. It has few of them, and a large proxy
 * hundreds of thousands of objects, so that a list takes less time and memory than a map. Not thread-safe.
 */
final class JsonObject implements Json {
    private final Optional<Explanation> because;
    private final List<Member> members = new ArrayList<>(4);

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

    /** Adds a member, or gives the one of that name another value. */
    JsonObject put(String name, Json value) {
        Member member = new Member(name, value);
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).name().equals(name)) {
                members.set(i, member);
                return this;
            }
        }
        members.add(member);
        return this;
    }

    /** The object of that name, made if there is none. */
    JsonObject object(String name) {
        if (get(name) instanceof JsonObject known) {
            return known;
        }
        JsonObject made = new JsonObject();
        put(name, made);
        return made;
    }

    /** Adds to the array of that name, which is made if there is none. */
    void add(String name, Json item) {
        List<Json> items = new ArrayList<>();
        if (get(name) instanceof Items known) {
            items.addAll(known.items());
        }
        items.add(item);
        put(name, new Items(items));
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    List<Member> members() {
        return members;
    }

    Optional<Explanation> because() {
        return because;
    }

    private @Nullable Json get(String name) {
        for (Member member : members) {
            if (member.name().equals(name)) {
                return member.value();
            }
        }
        return null;
    }

    /**
     * A member of an object.
     *
     * @param name a constant of ours, printed as it stands
     * @param value its value
     */
    record Member(String name, Json value) {
        Member {
            if (!isName(name)) {
                throw new IllegalArgumentException("Not a member's name: " + name);
            }
        }

        /** By hand: a large proxy has a million members. */
        private static boolean isName(String name) {
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                if (!letter && !(c >= '0' && c <= '9') && "_.>-".indexOf(c) < 0) {
                    return false;
                }
            }
            return !name.isEmpty();
        }
    }
}
