package io.gatehouse.postgres;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connection parameters beyond host, database, credentials and certificates, with their names in libpq and pgjdbc.
 * Values are in libpq's words where libpq has the parameter. Names are case-sensitive in both.
 */
// Error Prone cannot see that Map.of() is unmodifiable and that the predicates keep no state.
@SuppressWarnings("ImmutableEnumChecker")
public enum ConnectionParameter {
    /** Shown in {@code pg_stat_activity}. */
    APPLICATION_NAME("application_name", "ApplicationName", Value.TEXT),
    /** Seconds to wait for a connection. */
    CONNECT_TIMEOUT("connect_timeout", "connectTimeout", Value.NUMBER),
    /** Whether SCRAM is bound to the TLS channel. */
    CHANNEL_BINDING("channel_binding", "channelBinding", Value.of("disable", "prefer", "require")),
    /** The authentication methods a server may ask for. */
    REQUIRE_AUTH("require_auth", "requireAuth", Value.TEXT),
    /** Whether TLS starts at once or is asked for first. */
    SSL_NEGOTIATION("sslnegotiation", "sslNegotiation", Value.of("postgres", "direct")),
    /** Encryption by GSSAPI, which takes the place of TLS. */
    GSS_ENC_MODE("gssencmode", "gssEncMode", Value.of("disable", "prefer", "require")),
    /** The Kerberos service name. */
    KRB_SRV_NAME("krbsrvname", "kerberosServerName", Value.TEXT),
    /** Command-line options for the server process. */
    OPTIONS("options", "options", Value.TEXT),
    /** What kind of server will do, of several hosts. */
    TARGET_SESSION_ATTRS(
            "target_session_attrs",
            "targetServerType",
            Value.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
            Map.of("any", "any", "primary", "primary", "standby", "secondary", "prefer-standby", "preferSecondary")),
    /** Whether the hosts are tried in a random order. */
    LOAD_BALANCE_HOSTS(
            "load_balance_hosts",
            "loadBalanceHosts",
            Value.of("disable", "random"),
            Map.of("disable", "false", "random", "true")),
    /** Whether TCP keep-alives are sent. */
    KEEPALIVES("keepalives", "tcpKeepAlive", Value.of("0", "1"), Map.of("0", "false", "1", "true")),

    /** Addresses to connect to instead of looking the hosts up. */
    HOSTADDR("hostaddr", null, Value.TEXT),
    /** A file of revoked certificates. */
    SSL_CRL("sslcrl", null, Value.TEXT),
    /** A folder of revoked certificates. */
    SSL_CRL_DIR("sslcrldir", null, Value.TEXT),
    /** The oldest TLS version allowed. */
    SSL_MIN_PROTOCOL_VERSION("ssl_min_protocol_version", null, Value.of("TLSv1.2", "TLSv1.3")),
    /** The newest TLS version allowed. */
    SSL_MAX_PROTOCOL_VERSION("ssl_max_protocol_version", null, Value.of("TLSv1.2", "TLSv1.3")),
    /** Whether a client certificate is sent. */
    SSL_CERT_MODE("sslcertmode", null, Value.of("disable", "allow", "require")),
    /** Whether the server name is sent in the clear. */
    SSL_SNI("sslsni", null, Value.of("0", "1")),
    /** The encoding of text; pgjdbc always speaks UTF-8. */
    CLIENT_ENCODING("client_encoding", null, Value.TEXT),
    /** Seconds of silence before a keep-alive. */
    KEEPALIVES_IDLE("keepalives_idle", null, Value.NUMBER),
    /** Seconds between keep-alives. */
    KEEPALIVES_INTERVAL("keepalives_interval", null, Value.NUMBER),
    /** Keep-alives that may be lost. */
    KEEPALIVES_COUNT("keepalives_count", null, Value.NUMBER),
    /** Milliseconds that sent data may stay unacknowledged. */
    TCP_USER_TIMEOUT("tcp_user_timeout", null, Value.NUMBER),

    /** The search path. */
    CURRENT_SCHEMA(null, "currentSchema", Value.TEXT),
    /** Seconds that a read may take. */
    SOCKET_TIMEOUT(null, "socketTimeout", Value.NUMBER),
    /** Seconds that connecting and logging in may take. */
    LOGIN_TIMEOUT(null, "loginTimeout", Value.NUMBER),
    /** Executions after which a statement is prepared on the server. */
    PREPARE_THRESHOLD(null, "prepareThreshold", Value.NUMBER),
    /** Rows fetched at once. */
    DEFAULT_ROW_FETCH_SIZE(null, "defaultRowFetchSize", Value.NUMBER),
    /** Whether batches of inserts become one. */
    REWRITE_BATCHED_INSERTS(null, "reWriteBatchedInserts", Value.of("true", "false")),
    /** The type in which strings are sent. */
    STRING_TYPE(null, "stringtype", Value.of("unspecified", "varchar")),
    /** The most SCRAM iterations to accept. */
    SCRAM_MAX_ITERATIONS(null, "scramMaxIterations", Value.NUMBER);

    private static final Map<String, ConnectionParameter> BY_LIBPQ = by(ConnectionParameter::libpqName);
    private static final Map<String, ConnectionParameter> BY_JDBC = by(ConnectionParameter::jdbcName);

    private final @Nullable String libpq;
    private final @Nullable String jdbc;
    private final Value value;
    private final Map<String, String> jdbcWords;

    ConnectionParameter(@Nullable String libpq, @Nullable String jdbc, Value value) {
        this(libpq, jdbc, value, Map.of());
    }

    ConnectionParameter(@Nullable String libpq, @Nullable String jdbc, Value value, Map<String, String> jdbcWords) {
        this.libpq = libpq;
        this.jdbc = jdbc;
        this.value = value;
        this.jdbcWords = jdbcWords;
    }

    /** The name in libpq, if it has one. */
    public Optional<String> libpqName() {
        return Optional.ofNullable(libpq);
    }

    /** The name in pgjdbc, if it has one. */
    public Optional<String> jdbcName() {
        return Optional.ofNullable(jdbc);
    }

    String displayName() {
        return libpqName().or(this::jdbcName).orElseThrow();
    }

    /** What is wrong with a value, or empty. The value itself is not shown. */
    Optional<String> problem(String candidate) {
        return value.allowed.test(candidate) ? Optional.empty() : Optional.of("must be " + value.description);
    }

    /** Whether a driver that does not know the parameter would be less safe than one that does. */
    boolean protects(String present) {
        return switch (this) {
            case SSL_CRL, SSL_CRL_DIR -> true;
            case SSL_MIN_PROTOCOL_VERSION -> !present.equals("TLSv1.2");
            case CHANNEL_BINDING, GSS_ENC_MODE, SSL_CERT_MODE -> present.equals("require");
            case REQUIRE_AUTH -> !present.isEmpty();
            default -> false;
        };
    }

    /** The value in pgjdbc's words; empty if it has no such word. */
    Optional<String> toJdbc(String present) {
        return jdbcWords.isEmpty() ? Optional.of(present) : Optional.ofNullable(jdbcWords.get(present));
    }

    /** The value in libpq's words; what is not translatable is left for {@link #problem} to refuse. */
    String fromJdbc(String present) {
        return jdbcWords.entrySet().stream()
                .filter(e -> e.getValue().equals(present))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(present);
    }

    static Optional<ConnectionParameter> byLibpqName(String name) {
        return Optional.ofNullable(BY_LIBPQ.get(name));
    }

    static Optional<ConnectionParameter> byJdbcName(String name) {
        return Optional.ofNullable(BY_JDBC.get(name));
    }

    private static Map<String, ConnectionParameter> by(Function<ConnectionParameter, Optional<String>> name) {
        return Arrays.stream(values())
                .filter(parameter -> name.apply(parameter).isPresent())
                .collect(Collectors.toUnmodifiableMap(
                        parameter -> name.apply(parameter).orElseThrow(), Function.identity()));
    }

    private record Value(Predicate<String> allowed, String description) {
        static final Value TEXT = new Value(text -> text.indexOf('\0') < 0, "text without NUL");
        static final Value NUMBER = new Value(Value::isNumber, "a number");

        private static boolean isNumber(String text) {
            return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        static Value of(String... words) {
            Set<String> set = Set.of(words);
            return new Value(set::contains, "one of " + set.stream().sorted().collect(Collectors.joining(", ")));
        }
    }
}
