package io.gatehouse.core.spi;

import io.gatehouse.core.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting that a provider understands: how users write it, what it means, and what comes of it.
 *
 * <pre>{@code
 * static final Setting<Secret> TOKEN = Setting.token("api-token", "an API token that may edit zones")
 *         .required().environment("CLOUDFLARE_DNS_API_TOKEN", "CF_DNS_API_TOKEN");
 * static final Setting<Duration> TIMEOUT = Setting.duration("timeout", "how long to wait for an answer").byDefault("30s");
 * }</pre>
 *
 * <p>A provider declares its settings once. From the declaration come the check of what a user gave, its errors, the
 * reading from an environment, and the table in the documentation; {@link Settings#get} and {@link Settings#find} read
 * values by it. A setting is optional unless said otherwise. Immutable, and safe for use by many threads.
 *
 * @param <T> what the provider works with
 */
public final class Setting<T> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

    private final String name;
    private final String meaning;
    private final String form;
    private final Function<Secret, T> reader;
    private final Traits traits;

    /** How far a value may be shown: a URL is no secret, but a wrong one may hold a password. */
    private enum Shown {
        ALWAYS,
        IF_RIGHT,
        NEVER
    }

    private record Traits(
            Shown shown, boolean isRequired, @Nullable String byDefault, List<String> environment) {
        private static Traits of(Shown shown) {
            return new Traits(shown, false, null, List.of());
        }
    }

    private Setting(String name, String meaning, String form, Function<Secret, T> reader, Traits traits) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A setting is named in letters, digits and hyphens, such as api-token; not \"" + name + "\"");
        }
        this.name = name;
        this.meaning = Objects.requireNonNull(meaning, "meaning");
        this.form = form;
        this.reader = reader;
        this.traits = traits;
    }

    /** One line of text, without the blanks around it. */
    public static Setting<String> text(String name, String meaning) {
        return of(name, meaning, "one line of text", text -> text);
    }

    /** Bytes that must not be seen, exactly as they are given: a passphrase, a PIN, a key. */
    public static Setting<Secret> secret(String name, String meaning) {
        return ofSecret(name, meaning, "a secret", secret -> secret);
    }

    /**
     * A secret that goes into a header or a line: visible ASCII without blanks, as every vendor's tokens are. The line break
     * at the end of a file is refused, as it would break the request, or worse, begin another header.
     */
    public static Setting<Secret> token(String name, String meaning) {
        return ofSecret(
                name,
                meaning,
                "visible ASCII characters without blanks or line breaks; see that there is none at its end",
                SettingForms::token);
    }

    /** {@code true} or {@code false}; false by default. */
    public static Setting<Boolean> flag(String name, String meaning) {
        return of(name, meaning, "true or false", SettingForms::flag).byDefault("false");
    }

    /** A length of time above zero: a whole number and a unit, or ISO 8601 ({@code PT10S}). */
    public static Setting<Duration> duration(String name, String meaning) {
        return of(name, meaning, "a length of time such as 500ms, 10s or 2m", SettingForms::duration);
    }

    /** An absolute URL of {@code http} or {@code https} without user and fragment. */
    public static Setting<URI> url(String name, String meaning) {
        return new Setting<>(
                name,
                meaning,
                "a URL such as https://host/path, without a user in it",
                value -> SettingForms.url(SettingForms.line(value)),
                Traits.of(Shown.IF_RIGHT));
    }

    /**
     * The same for a place that credentials are sent to: {@code https}, or {@code http} to this machine alone ({@code localhost},
     * {@code 127.0.0.1}, {@code [::1]}).
     */
    public static Setting<URI> secureUrl(String name, String meaning) {
        return new Setting<>(
                name,
                meaning,
                "a URL such as https://host/path, without a user in it; http is for this machine alone",
                value -> SettingForms.secureUrl(SettingForms.line(value)),
                Traits.of(Shown.IF_RIGHT));
    }

    /** A path from the root: where a process happens to run decides nothing. */
    public static Setting<Path> path(String name, String meaning) {
        return of(name, meaning, "a path from the root", SettingForms::path);
    }

    /**
     * Where a server listens. The address is not looked up, so that a server may move while the provider is in use.
     *
     * @param defaultPort where the text names none
     */
    public static Setting<InetSocketAddress> address(String name, String meaning, int defaultPort) {
        return of(name, meaning, "host, host:port or [IPv6]:port", text -> SettingForms.address(text, defaultPort));
    }

    /** One of the constants of an enum, written in lower case with hyphens: {@code hmac-sha256} for {@code HMAC_SHA256}. */
    public static <E extends Enum<E>> Setting<E> choice(String name, String meaning, Class<E> choices) {
        return of(name, meaning, SettingForms.listOf(choices), text -> SettingForms.choice(text, choices));
    }

    /**
     * A setting of another kind.
     *
     * @param form what users are to write, to follow "write"
     * @param parser takes one line of text without blanks around it; throws an {@link IllegalArgumentException} or a
     *     {@link io.gatehouse.core.GatehouseException} for one that is not of the form
     */
    public static <T> Setting<T> of(String name, String meaning, String form, Function<String, T> parser) {
        return new Setting<>(
                name, meaning, form, value -> parser.apply(SettingForms.line(value)), Traits.of(Shown.ALWAYS));
    }

    /**
     * A secret of another kind. What is wrong with one is told by the form alone.
     *
     * @param form what users are to write, to follow "write"
     * @param parser takes the bytes as they were given; throws an {@link IllegalArgumentException} or a
     *     {@link io.gatehouse.core.GatehouseException} for what is not of the form
     */
    public static <T> Setting<T> ofSecret(String name, String meaning, String form, Function<Secret, T> parser) {
        return new Setting<>(name, meaning, form, parser, Traits.of(Shown.NEVER));
    }

    /** The same setting, without which the provider cannot start. */
    public Setting<T> required() {
        return with(new Traits(traits.shown(), true, null, environment()));
    }

    /**
     * The same setting with a value for when none is given.
     *
     * @param text as a user would write it
     * @throws IllegalArgumentException if it is not of the form, or the setting is a secret: a secret that all know is none
     */
    public Setting<T> byDefault(String text) {
        if (isSecret()) {
            throw new IllegalArgumentException("The secret setting " + name + " can have no default");
        }
        Setting<T> setting = with(new Traits(traits.shown(), false, text, environment()));
        setting.read(Secret.ofText(text));
        return setting;
    }

    /** The same setting, found in the environment under the names that the vendor's users know; the first that is set. */
    public Setting<T> environment(String... variables) {
        return with(new Traits(traits.shown(), isRequired(), traits.byDefault(), List.of(variables)));
    }

    private Setting<T> with(Traits others) {
        return new Setting<>(name, meaning, form, reader, others);
    }

    /** What users write before the value, lower case with hyphens: {@code api-token}. */
    public String name() {
        return name;
    }

    /** What to put there, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** How to write it, to follow "write". */
    public String form() {
        return form;
    }

    /** Whether the value must not be seen, in documentation neither. */
    public boolean isSecret() {
        return traits.shown() == Shown.NEVER;
    }

    /** Whether an error may quote a value that is not of the form. */
    boolean isQuoted() {
        return traits.shown() == Shown.ALWAYS;
    }

    /** Whether the provider cannot start without it. */
    public boolean isRequired() {
        return traits.isRequired();
    }

    /** What is taken when nothing is given, as a user would write it; empty if there is no default. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(traits.byDefault());
    }

    /** The variables in which it is found, the first before the others; often none. */
    public List<String> environment() {
        return traits.environment();
    }

    /** Throws an {@link IllegalArgumentException} or a GatehouseException for a value that is not of the form. */
    T read(Secret value) {
        return reader.apply(value);
    }

    /** Name and meaning; a setting knows no value. */
    @Override
    public String toString() {
        return name + " (" + meaning + ")";
    }
}
