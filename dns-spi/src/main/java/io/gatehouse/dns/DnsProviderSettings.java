package io.gatehouse.dns;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of one provider: a value for each name. Immutable and safe for use by many threads.
 *
 * <p>Every value is held as a {@link Secret}, for what is secret is known only to the provider; {@link #toString} shows
 * names alone.
 */
public final class DnsProviderSettings {
    private final Map<String, Secret> values;

    private DnsProviderSettings(Map<String, Secret> values) {
        this.values = new TreeMap<>(values);
    }

    /** Takes settings from text, such as a configuration file. */
    public static DnsProviderSettings of(Map<String, String> values) {
        Builder builder = builder();
        values.forEach(builder::set);
        return builder.build();
    }

    /** Starts with no settings. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The value of a setting that must be there.
     *
     * @throws InvalidModelException if it is missing or empty
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
     * The value of a setting that is a length of time: a whole number and a unit ({@code 500ms}, {@code 10s}, {@code 2m})
     * or ISO 8601 ({@code PT10S}).
     *
     * @throws InvalidModelException if it is anything else, negative or zero
     */
    public Duration duration(String name, Duration ifMissing) {
        return optional(name).map(text -> parseDuration(name, text)).orElse(ifMissing);
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

    /** The error for a value that makes no sense, for a provider to throw. The message must not hold a secret. */
    public InvalidModelException invalid(String name, String message) {
        return new InvalidModelException("Settings of a DNS provider", List.of(new Problem(name, message)));
    }

    private InvalidModelException missing(String name) {
        return invalid(name, "is missing or empty; the settings given are " + values.keySet());
    }

    private Duration parseDuration(String name, String text) {
        try {
            String iso = text.startsWith("P") ? text : toIso(text);
            Duration parsed = Duration.parse(iso);
            if (!parsed.isNegative() && !parsed.isZero()) {
                return parsed;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Told below, in our words: the parser's own say nothing of the forms we take.
        }
        throw invalid(name, "is \"" + text + "\", not a length of time; write 500ms, 10s or 2m");
    }

    private static String toIso(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(parseNumber(text.substring(0, text.length() - 2)))
                    .toString();
        }
        return "PT" + text.toUpperCase(Locale.ROOT);
    }

    private static long parseNumber(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new DateTimeException("not a number", e);
        }
    }

    /** These settings, if the factory's provider understands each, none is empty and none that it requires is missing. */
    DnsProviderSettings checkedFor(DnsProviderFactory factory) {
        List<String> known = factory.settings().stream().map(DnsSetting::name).toList();
        List<Problem> problems = new ArrayList<>();
        values.forEach((name, value) -> {
            if (!known.contains(name)) {
                String near = SettingNames.nearest(name, known)
                        .map(match -> "; did you mean " + match + "?")
                        .orElse("");
                problems.add(new Problem(name, "is not a setting of this provider" + near));
            } else if (value.byteLength() == 0) {
                problems.add(new Problem(name, "is empty; give a value or leave it out"));
            }
        });
        for (DnsSetting setting : factory.settings()) {
            if (setting.isRequired() && !values.containsKey(setting.name())) {
                problems.add(new Problem(setting.name(), "is missing; give " + setting.meaning()));
            }
        }
        if (!problems.isEmpty()) {
            String settings = factory.settings().stream()
                    .map(setting -> setting.name() + (setting.isRequired() ? " (required)" : ""))
                    .collect(Collectors.joining(", "));
            throw new InvalidModelException(
                    "Settings of DNS provider " + factory.name() + " (it knows " + settings + ")", problems);
        }
        return this;
    }

    /** Names only, never values. */
    @Override
    public String toString() {
        return "DnsProviderSettings" + values.keySet();
    }

    /** Collects settings. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, Secret> values = new TreeMap<>();

        private Builder() {}

        /** Sets a value, in place of one already set under that name. */
        public Builder set(String name, String value) {
            return set(name, Secret.ofText(value));
        }

        /** Sets a secret value. It stays the caller's: closing it makes the setting unreadable. */
        public Builder set(String name, Secret value) {
            values.put(name, value);
            return this;
        }

        /** The settings collected so far. Which of them a provider understands is checked when it is made. */
        public DnsProviderSettings build() {
            return new DnsProviderSettings(values);
        }
    }
}
