package io.gatehouse.testkit.internal.acme;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** A JSON object that a client sent, read member by member; what is not as it should be is {@code malformed}. */
record JsonObject(String what, Map<String, Object> members) {

    static JsonObject parse(String what, byte[] json) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            return new JsonObject(what, JsonUtil.parseJson(text));
        } catch (CharacterCodingException e) {
            throw ProblemType.MALFORMED.because(what + " is not UTF-8");
        } catch (JoseException | RuntimeException e) {
            // The parser answers some texts, such as an array, with exceptions of its own insides.
            throw ProblemType.MALFORMED.because(what + " is not a JSON object");
        }
    }

    boolean has(String member) {
        return members.containsKey(member);
    }

    String string(String member) {
        return optionalString(member)
                .orElseThrow(() -> ProblemType.MALFORMED.because(what + " has no \"" + member + "\""));
    }

    Optional<String> optionalString(String member) {
        return optional(member, String.class, "a string");
    }

    boolean flag(String member) {
        return optional(member, Boolean.class, "true or false").orElse(false);
    }

    Optional<Long> optionalNumber(String member) {
        return optional(member, Long.class, "a whole number");
    }

    JsonObject object(String member) {
        Map<?, ?> value = optional(member, Map.class, "an object")
                .orElseThrow(() -> ProblemType.MALFORMED.because(what + " has no \"" + member + "\""));
        return of(what + "'s \"" + member + "\"", value);
    }

    List<JsonObject> objects(String member) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : list(member)) {
            if (!(element instanceof Map<?, ?> map)) {
                throw ProblemType.MALFORMED.because("\"" + member + "\" of " + what + " must list objects");
            }
            objects.add(of("an element of \"" + member + "\"", map));
        }
        return objects;
    }

    List<String> strings(String member) {
        List<String> strings = new ArrayList<>();
        for (Object element : list(member)) {
            if (!(element instanceof String string)) {
                throw ProblemType.MALFORMED.because("\"" + member + "\" of " + what + " must list strings");
            }
            strings.add(string);
        }
        return strings;
    }

    private List<?> list(String member) {
        List<?> absent = List.of();
        return has(member) ? optional(member, List.class, "a list").orElseThrow() : absent;
    }

    private <T> Optional<T> optional(String member, Class<T> type, String kind) {
        if (!has(member)) {
            return Optional.empty();
        }
        Object value = members.get(member);
        if (!type.isInstance(value)) {
            throw ProblemType.MALFORMED.because("\"" + member + "\" of " + what + " must be " + kind);
        }
        return Optional.of(type.cast(value));
    }

    private static JsonObject of(String what, Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((key, value) -> members.put(String.valueOf(key), value));
        return new JsonObject(what, members);
    }
}
