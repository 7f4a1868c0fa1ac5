package io.gatehouse.crypto;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a key-encryption key needs beside its URI: a value for each name. Immutable and safe for use by many threads.
 *
 * <p>Every value is held as a {@link Secret}, for what is secret is known only to the key; {@link #toString} shows names
 * alone.
 */
public final class KeySettings {
    private static final KeySettings NONE = builder().build();

    private final Map<String, Secret> values;

    private KeySettings(Map<String, Secret> values) {
        this.values = new TreeMap<>(values);
    }

    /** No settings, for a key whose URI says all. */
    public static KeySettings none() {
        return NONE;
    }

    /** One secret, which is what most keys take. It stays the caller's, who may close it when the key is open. */
    public static KeySettings of(String name, Secret value) {
        return builder().set(name, value).build();
    }

    /** Starts with no settings. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The value of a setting that must be there, without surrounding white space.
     *
     * @throws InvalidModelException if it is missing or blank
     */
    public String required(String name) {
        return optional(name).orElseThrow(() -> missing(name));
    }

    /** The value of a setting, without surrounding white space; empty when missing or blank. */
    public Optional<String> optional(String name) {
        return optionalSecret(name).map(value -> value.exposeText().strip()).filter(text -> !text.isEmpty());
    }

    /**
     * The value of a secret setting that must be there, as it was given. The giver closes it.
     *
     * @throws InvalidModelException if it is missing or empty
     */
    public Secret secret(String name) {
        return optionalSecret(name).orElseThrow(() -> missing(name));
    }

    /** The value of a secret setting; empty when missing or of no bytes. The giver closes it. */
    public Optional<Secret> optionalSecret(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> value.byteLength() > 0);
    }

    /**
     * The value of a setting that is {@code true} or {@code false}; false when missing.
     *
     * @throws InvalidModelException if it is anything else
     */
    public boolean flag(String name) {
        return switch (optional(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, "is neither true nor false");
        };
    }

    /** The error for a value that makes no sense, for a factory to throw. The message must not hold a secret. */
    public InvalidModelException invalid(String name, String message) {
        return new InvalidModelException("Settings of a key-encryption key", List.of(new Problem(name, message)));
    }

    /** Names only, never values. */
    @Override
    public String toString() {
        return "KeySettings" + values.keySet();
    }

    /** Refuses a setting that the key does not take, an empty one, and the lack of one that it requires. */
    void check(String scheme, List<KeySetting> known) {
        List<Problem> problems = new ArrayList<>();
        values.forEach((name, value) -> {
            if (known.stream().noneMatch(setting -> setting.name().equals(name))) {
                problems.add(new Problem(name, "is not a setting of this key"));
            } else if (value.byteLength() == 0) {
                problems.add(new Problem(name, "is empty; give a value or leave it out"));
            }
        });
        for (KeySetting setting : known) {
            if (setting.isRequired() && !values.containsKey(setting.name())) {
                problems.add(new Problem(setting.name(), "is missing; give " + setting.meaning()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Settings of a key " + scheme + ": (" + describe(known) + ")", problems);
        }
    }

    private static String describe(List<KeySetting> known) {
        return known.isEmpty()
                ? "it takes none"
                : known.stream()
                        .map(setting -> setting.name() + (setting.isRequired() ? " (required)" : ""))
                        .collect(Collectors.joining(", ", "it takes ", ""));
    }

    private InvalidModelException missing(String name) {
        return invalid(name, "is missing or empty; the settings given are " + values.keySet());
    }

    /** Collects settings. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, Secret> values = new TreeMap<>();

        private Builder() {}

        /** Sets a value that is no secret, in place of one already set under that name. */
        public Builder set(String name, String value) {
            return set(name, Secret.ofText(value));
        }

        /** Sets a secret value. It stays the caller's, who may close it when the key is open. */
        public Builder set(String name, Secret value) {
            values.put(name, value);
            return this;
        }

        /** The settings collected so far. Which of them a key takes is checked when it is opened. */
        public KeySettings build() {
            return new KeySettings(values);
        }
    }
}
