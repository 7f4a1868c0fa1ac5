package io.gatehouse.postgres;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection string as libpq 18 understands it, word for word: what {@code PQconninfoParse} accepts is accepted, what it
 * refuses is refused, and each keyword has the same value.
 *
 * <p>libpq accepts much that is unsafe or cannot work, so this is no {@link Dsn}: {@link #toDsn()} is the second step, and
 * refuses by name what this library will not connect with. What only passes from one of libpq's forms into another stays
 * here and loses nothing.
 *
 * <pre>{@code
 * Dsn dsn = Conninfo.parse(text)
 *         .orElse(ServiceFile.parse(file).service("app"))
 *         .orElse(Conninfo.ofEnvironment(System.getenv()))
 *         .toDsn();
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads. Neither errors nor {@code toString} show a value.
 */
public final class Conninfo {
    private final Map<ConninfoKeyword, String> values;
    private final boolean straySign;

    /**
     * @param values taken over, not copied
     * @param straySign whether a URI had a raw {@code @} in a host or database, so that part of a password may be there
     */
    Conninfo(Map<ConninfoKeyword, String> values, boolean straySign) {
        this.values = values;
        this.straySign = straySign;
    }

    /**
     * Reads a connection string: a URI if it starts with {@code postgresql://} or {@code postgres://}, keywords otherwise.
     *
     * @param text the string, whose secrets stay readable in it
     * @throws DsnException if libpq refuses it, or if it is no text: a NUL character, half a surrogate pair
     */
    public static Conninfo parse(String text) {
        if (EscapedUtf8.hasUnpairedSurrogate(text)) {
            throw new DsnException("the connection string holds half a surrogate pair, which UTF-8 cannot say");
        }
        return parseEscaped(text);
    }

    /** As {@link #parse}, for bytes of any kind as {@link EscapedUtf8} has them. */
    static Conninfo parseEscaped(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new DsnException("the connection string holds a NUL character, where libpq would stop reading");
        }
        return ConninfoUri.schemeLength(text) > 0 ? ConninfoUri.parse(text) : ConninfoWords.parse(text);
    }

    /**
     * Takes the {@code PG…} variables that libpq takes; what else there is, is passed over. {@code PGREQUIRESSL=1} means
     * {@code sslmode=require} where there is no {@code PGSSLMODE}. {@code PGSERVICEFILE} and {@code PGSYSCONFDIR} say where
     * a service file is; read it and hand its text to {@link ServiceFile}.
     *
     * @param environment as {@link System#getenv()} gives it
     */
    public static Conninfo ofEnvironment(Map<String, String> environment) {
        Map<ConninfoKeyword, String> values = new EnumMap<>(ConninfoKeyword.class);
        for (ConninfoKeyword keyword : ConninfoKeyword.values()) {
            keyword.variable().map(environment::get).ifPresent(value -> values.put(keyword, value));
        }
        if (environment.getOrDefault("PGREQUIRESSL", "").startsWith("1")) {
            values.putIfAbsent(ConninfoKeyword.SSLMODE, "require");
        }
        return new Conninfo(values, false);
    }

    /**
     * This, with the other's values for what this leaves out: libpq asks the string first, then the service file, then the
     * environment.
     *
     * @param defaults what holds where this says nothing
     */
    public Conninfo orElse(Conninfo defaults) {
        Map<ConninfoKeyword, String> all = new EnumMap<>(ConninfoKeyword.class);
        all.putAll(defaults.values);
        all.putAll(values);
        return new Conninfo(all, straySign || defaults.straySign);
    }

    /** What is set, by libpq's names. */
    public Set<String> keywords() {
        return values.keySet().stream()
                .map(ConninfoKeyword::text)
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    }

    /**
     * The value of a keyword that holds no secret. A byte that is no UTF-8 is the unpaired surrogate U+DC00 + byte.
     *
     * @param keyword libpq's name
     * @return empty if it is not set
     * @throws IllegalArgumentException for a keyword that libpq does not know, and for one whose value is secret
     */
    public Optional<String> value(String keyword) {
        ConninfoKeyword known = ConninfoKeyword.byText(keyword);
        if (known == null || known.isSecret()) {
            throw new IllegalArgumentException(
                    known == null ? "libpq has no such keyword" : keyword + " is secret: call exposeValues()");
        }
        return Optional.ofNullable(values.get(known));
    }

    /** All values by libpq's names, secrets in the clear: keep them out of logs. */
    public Map<String, String> exposeValues() {
        Map<String, String> all = new LinkedHashMap<>();
        values.forEach((keyword, value) -> all.put(keyword.text(), value));
        return Collections.unmodifiableMap(all);
    }

    /**
     * The connection that this describes, checked: where no {@code sslmode} is given the result has libpq's default,
     * {@code prefer}, in plain sight.
     *
     * @throws DsnException for what this library does not connect with: Unix-domain sockets (they carry no TLS), a service
     *     that was not looked up, password files, hosts and ports that do not pair up, bytes that are no text, and a raw
     *     {@code @} that may belong to a password
     * @throws io.gatehouse.core.InvalidModelException for values that contradict each other
     */
    public Dsn toDsn() {
        return Dsn.of(LibpqForm.read(this));
    }

    /** As a URI, without secrets; reading it gives the same values. */
    public String toUri() {
        return ConninfoPrinter.uri(withoutSecrets());
    }

    /** As a URI, with its secrets in the clear: keep it out of logs. */
    public String exposeUri() {
        return ConninfoPrinter.uri(values);
    }

    /**
     * In libpq's keyword form, without secrets; reading it gives the same values.
     *
     * @throws DsnException for a value that is not UTF-8, which only a URI can say
     */
    public String toKeywords() {
        return ConninfoPrinter.keywords(withoutSecrets());
    }

    /** In libpq's keyword form, with secrets in the clear: keep it out of logs, command lines and process lists. */
    public String exposeKeywords() {
        return ConninfoPrinter.keywords(values);
    }

    /**
     * As environment variables, with secrets in the clear, as other processes of the same user can see them too.
     *
     * @return the variables, and the keywords for which libpq has none
     * @throws DsnException for a value that is not UTF-8
     */
    public DriverSettings exposeEnvironment() {
        return ConninfoPrinter.environment(values);
    }

    /** The values themselves, for the forms of this package. */
    Map<ConninfoKeyword, String> values() {
        return values;
    }

    boolean hasStraySign() {
        return straySign;
    }

    private Map<ConninfoKeyword, String> withoutSecrets() {
        Map<ConninfoKeyword, String> shown = new EnumMap<>(ConninfoKeyword.class);
        values.forEach((keyword, value) -> {
            if (!keyword.isSecret()) {
                shown.put(keyword, value);
            }
        });
        return shown;
    }

    /** Two are equal if libpq would see the same values, secrets included. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Conninfo that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Which keywords are set, and no value: a misplaced password may be in any of them. */
    @Override
    public String toString() {
        return "Conninfo" + List.copyOf(keywords());
    }
}
