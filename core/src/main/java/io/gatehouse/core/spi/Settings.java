package io.gatehouse.core.spi;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.NearestName;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a user gave a provider: a value for each name. A provider reads them by the {@link Setting}s it declares.
 *
 * <p>Every value is held as a {@link Secret}, for what is secret is known only to the provider; {@link #toString} shows
 * names alone. Immutable and safe for use by many threads.
 */
public final class Settings {
    private static final Settings NONE = builder().build();
    private static final Pattern AMPERSAND = Pattern.compile("&");

    private final Map<String, Secret> values;
    private final String subject;
    /** What was declared, once it is known who reads. */
    private final @Nullable List<Setting<?>> known;

    private Settings(Map<String, Secret> values, String subject, @Nullable List<Setting<?>> known) {
        this.values = new TreeMap<>(values);
        this.subject = subject;
        this.known = known;
    }

    private Settings(Map<String, Secret> values) {
        this(values, "Settings", null);
    }

    /** No settings. */
    public static Settings none() {
        return NONE;
    }

    /** Takes settings from text, such as a configuration file. */
    public static Settings of(Map<String, String> values) {
        Builder builder = builder();
        values.forEach(builder::set);
        return builder.build();
    }

    /** One secret. It stays the caller's, who may close it when nobody reads it any more. */
    public static Settings of(String name, Secret value) {
        return builder().set(name, value).build();
    }

    /**
     * Takes settings from variables of an environment, under the names that each setting declares. One that is set to
     * nothing counts as not set, since that is how shells and containers leave a variable out.
     *
     * @param environment such as {@link System#getenv()}
     */
    public static Settings inEnvironment(List<? extends Setting<?>> known, Map<String, String> environment) {
        Builder builder = builder();
        for (Setting<?> setting : known) {
            setting.environment().stream()
                    .map(variable -> environment.getOrDefault(variable, ""))
                    .filter(value -> !value.isBlank())
                    .findFirst()
                    .ifPresent(value -> builder.set(setting.name(), value));
        }
        return builder.build();
    }

    /**
     * Takes settings from the query of a URI: {@code ?server=ns1.example.org&zones=example.org}, percent-encoded.
     *
     * @throws InvalidModelException if one is a secret, since URIs end up in logs and process lists, or stands there twice
     */
    public static Settings inQuery(List<? extends Setting<?>> known, URI uri) {
        Builder builder = builder();
        List<Problem> problems = new ArrayList<>();
        String text = uri.isOpaque()
                ? uri.getRawSchemeSpecificPart()
                : "?" + Optional.ofNullable(uri.getRawQuery()).orElse("");
        String query = text.substring(text.indexOf('?') + 1);
        AMPERSAND.splitAsStream(query).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (known.stream().anyMatch(setting -> setting.name().equals(name) && setting.isSecret())) {
                problems.add(new Problem(name, "is a secret, which a URI does not keep; give it beside the URI"));
            } else if (builder.values.containsKey(name)) {
                problems.add(new Problem(name, "stands in the URI twice; leave one of them out"));
            } else {
                builder.set(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Settings in a URI", problems);
        }
        return builder.build();
    }

    private static String decoded(String text) {
        // A plus stands for itself outside of forms.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Starts with no settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** These settings and more; what is in both is taken from the others. */
    public Settings with(Settings others) {
        Map<String, Secret> all = new TreeMap<>(values);
        all.putAll(others.values);
        return new Settings(all);
    }

    /**
     * The value of a setting that is required, or has a default.
     *
     * @throws InvalidModelException if it is missing, or not of the setting's form
     * @throws IllegalArgumentException if these settings were checked for a provider that does not declare it
     */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> invalid(setting, missing(setting)));
    }

    /**
     * The value of a setting, or its default; empty if there is neither. A secret is the one that was given: the giver
     * closes it.
     *
     * @throws InvalidModelException if it is not of the setting's form
     * @throws IllegalArgumentException if these settings were checked for a provider that does not declare it
     */
    public <T> Optional<T> find(Setting<T> setting) {
        if (known != null && known.stream().noneMatch(each -> each.name().equals(setting.name()))) {
            throw new IllegalArgumentException(
                    "The setting " + setting.name() + " is read but not declared among " + names(known));
        }
        Secret value = values.get(setting.name());
        if (value == null) {
            return setting.defaultText().map(text -> setting.read(Secret.ofText(text)));
        }
        return Optional.of(read(setting, value));
    }

    private <T> T read(Setting<T> setting, Secret value) {
        try {
            return setting.read(value);
        } catch (IllegalArgumentException | GatehouseException e) {
            throw invalid(setting, malformed(setting, value, e));
        }
    }

    /** The error for a value that makes no sense, for a provider to throw. The message must not hold a secret. */
    public InvalidModelException invalid(Setting<?> setting, String message) {
        return new InvalidModelException(subject, List.of(new Problem(setting.name(), message)));
    }

    /**
     * These settings, if each is declared and of its form, and none that is required is missing.
     *
     * @param subject whose settings they are, such as {@code "DNS provider rfc2136"}
     * @throws InvalidModelException if not; it names every problem, and of a misspelt name the one that was meant
     */
    public Settings checkedFor(String subject, List<? extends Setting<?>> known) {
        List<Problem> problems = new ArrayList<>();
        values.forEach((name, value) -> known.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        setting -> problem(setting, value).ifPresent(problems::add),
                        () -> problems.add(unknown(name, known))));
        known.stream()
                .filter(setting -> setting.isRequired() && !values.containsKey(setting.name()))
                .forEach(setting -> problems.add(new Problem(setting.name(), missing(setting))));
        String whole = "Settings of " + subject;
        if (!problems.isEmpty()) {
            throw new InvalidModelException(whole + " (it takes " + names(known) + ")", problems);
        }
        return new Settings(values, whole, List.copyOf(known));
    }

    private static Optional<Problem> problem(Setting<?> setting, Secret value) {
        if (isEmpty(setting, value)) {
            return Optional.of(new Problem(
                    setting.name(),
                    setting.isRequired()
                            ? "is empty; give " + setting.meaning()
                            : "is empty; give a value or leave it out"));
        }
        try {
            setting.read(value);
            return Optional.empty();
        } catch (IllegalArgumentException | GatehouseException e) {
            return Optional.of(new Problem(setting.name(), malformed(setting, value, e)));
        }
    }

    private static boolean isEmpty(Setting<?> setting, Secret value) {
        return value.byteLength() == 0
                || (!setting.isSecret() && printable(value).isEmpty());
    }

    private static Problem unknown(String name, List<? extends Setting<?>> known) {
        List<String> names = known.stream().<String>map(Setting::name).toList();
        return new Problem(name, "is not a setting that it takes" + NearestName.question(name, names));
    }

    private static String missing(Setting<?> setting) {
        String variables = setting.environment().isEmpty()
                ? ""
                : " (in an environment: " + String.join(" or ", setting.environment()) + ")";
        return "is missing; give " + setting.meaning() + variables;
    }

    private static String malformed(Setting<?> setting, Secret value, RuntimeException cause) {
        if (!setting.isQuoted()) {
            return "is not of the form it needs; write " + setting.form();
        }
        String why = cause instanceof GatehouseException ? " (" + cause.getMessage() + ")" : "";
        return "is \"" + printable(value) + "\"; write " + setting.form() + why;
    }

    /** A line break in an error would look like another error. */
    private static String printable(Secret value) {
        return new String(value.exposeBytes(), StandardCharsets.UTF_8).strip().replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    private static String names(List<? extends Setting<?>> known) {
        return known.isEmpty()
                ? "none"
                : known.stream()
                        .map(setting -> setting.name() + (setting.isRequired() ? " (required)" : ""))
                        .collect(Collectors.joining(", "));
    }

    /** Names only, never values. */
    @Override
    public String toString() {
        return "Settings" + values.keySet();
    }

    /** Collects settings. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, Secret> values = new TreeMap<>();

        private Builder() {}

        /** Sets a value that is no secret, in place of one already set under that name. */
        public Builder set(String name, String value) {
            return set(name, Secret.ofText(value));
        }

        /** Sets a secret value. It stays the caller's: closing it makes the setting unreadable. */
        public Builder set(String name, Secret value) {
            values.put(name, value);
            return this;
        }

        /** The settings collected so far. Which of them a provider understands is checked when it is made. */
        public Settings build() {
            return new Settings(values);
        }
    }
}
