package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One published version of the TLS guideline, read from this module's data file.
 *
 * <p>The reader is strict: a key that is missing, unknown, repeated or without a sound value is an error, since a
 * half-read policy would be a weaker one.
 */
final class Guideline {
    static final List<String> VERSIONS = List.of("6.0", "5.8", "5.7");

    private static final Set<String> PROFILE_KEYS = Set.of(
            "protocols",
            "ciphers",
            "cipher-suites",
            "curves",
            "server-order",
            "hsts-max-age-seconds",
            "certificate-types");

    private final Map<String, TlsPolicy> profiles;
    private final String version;

    private Guideline(String version, Map<String, TlsPolicy> profiles) {
        this.version = version;
        this.profiles = profiles;
    }

    /** A version, which is read once: ten thousand sites ask for it ten thousand times. */
    static Guideline of(String version) {
        Guideline guideline = Published.GUIDELINES.get(version);
        if (guideline == null) {
            throw refused("guideline", "\"" + version + "\" is not here; there are " + VERSIONS);
        }
        return guideline;
    }

    private static Guideline load(String version) {
        String name = "guidelines/" + version + ".properties";
        try (InputStream in = Guideline.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("This module's jar lacks " + name + "; get an undamaged one");
            }
            return parse(version, new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Guideline parse(String version, Reader text) throws IOException {
        Map<String, String> entries = read(text);
        requireValue(entries, "version", version);
        URI source = URI.create(require(entries, "source"));
        String[] names = require(entries, "profiles").split(" ", -1);
        Set<String> known = new HashSet<>(List.of("version", "source", "profiles"));
        Map<String, TlsPolicy> profiles = new TreeMap<>();
        for (String name : names) {
            PROFILE_KEYS.forEach(key -> known.add(name + "." + key));
            profiles.put(name, profile(entries, version, source, name));
        }
        for (String key : entries.keySet()) {
            if (!known.contains(key)) {
                throw refused(key, "is no key of a guideline file");
            }
        }
        return new Guideline(version, profiles);
    }

    TlsPolicy profile(String name) {
        TlsPolicy policy = profiles.get(name);
        if (policy == null) {
            throw refused("profile", "guideline " + version + " has no \"" + name + "\"; it has " + profiles.keySet());
        }
        return policy;
    }

    Collection<TlsPolicy> policies() {
        return profiles.values();
    }

    private static TlsPolicy profile(Map<String, String> entries, String version, URI source, String name) {
        String prefix = name + ".";
        return new TlsPolicy(
                version,
                name,
                source,
                words(entries, prefix + "protocols").stream()
                        .map(Guideline::protocol)
                        .toList(),
                words(entries, prefix + "ciphers"),
                words(entries, prefix + "cipher-suites"),
                words(entries, prefix + "curves"),
                flag(entries, prefix + "server-order"),
                Duration.ofSeconds(seconds(entries, prefix + "hsts-max-age-seconds")),
                words(entries, prefix + "certificate-types"),
                Optional.empty());
    }

    private static Map<String, String> read(Reader text) throws IOException {
        Map<String, String> entries = new HashMap<>();
        new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (entries.put((String) key, (String) value) != null) {
                    throw refused((String) key, "is there twice");
                }
                return value;
            }
        }.load(text);
        return entries;
    }

    private static String require(Map<String, String> entries, String key) {
        String value = entries.get(key);
        if (value == null) {
            throw refused(key, "is missing");
        }
        return value;
    }

    private static void requireValue(Map<String, String> entries, String key, String wanted) {
        if (!require(entries, key).equals(wanted)) {
            throw refused(key, "is \"" + entries.get(key) + "\" in the file of \"" + wanted + "\"");
        }
    }

    private static List<String> words(Map<String, String> entries, String key) {
        String value = require(entries, key);
        if (value.isEmpty()) {
            return List.of();
        }
        return List.of(value.split(" ", -1));
    }

    private static TlsVersion protocol(String name) {
        return Arrays.stream(TlsVersion.values())
                .filter(version -> version.openSslName().equals(name))
                .findFirst()
                .orElseThrow(() -> refused("protocols", "\"" + name + "\" is no TLS version"));
    }

    private static boolean flag(Map<String, String> entries, String key) {
        String value = require(entries, key);
        if (!value.equals("true") && !value.equals("false")) {
            throw refused(key, "is \"" + value + "\", neither true nor false");
        }
        return value.equals("true");
    }

    private static long seconds(Map<String, String> entries, String key) {
        String value = require(entries, key);
        if (!value.matches("[0-9]{1,10}")) {
            throw refused(key, "is \"" + value + "\", no number of seconds");
        }
        return Long.parseLong(value);
    }

    /** Read when the first one is asked for. */
    private static final class Published {
        static final Map<String, Guideline> GUIDELINES =
                VERSIONS.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Guideline::load));
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("TLS guideline", List.of(new Problem(field, reason)));
    }
}
