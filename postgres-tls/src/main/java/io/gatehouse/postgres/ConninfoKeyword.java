package io.gatehouse.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What libpq 18 knows (PostgreSQL documentation, "Parameter Key Words" and "Environment Variables"), in the order in which
 * it is printed: how the connection is protected comes first.
 */
enum ConninfoKeyword {
    USER("PGUSER"),
    PASSWORD("PGPASSWORD", true),
    HOST("PGHOST"),
    HOSTADDR("PGHOSTADDR"),
    PORT("PGPORT"),
    DBNAME("PGDATABASE"),
    SSLMODE("PGSSLMODE"),
    SSLROOTCERT("PGSSLROOTCERT"),
    SSLCERT("PGSSLCERT"),
    SSLKEY("PGSSLKEY"),
    SSLPASSWORD(null, true),
    SSLNEGOTIATION("PGSSLNEGOTIATION"),
    SSLCERTMODE("PGSSLCERTMODE"),
    SSLCRL("PGSSLCRL"),
    SSLCRLDIR("PGSSLCRLDIR"),
    SSLSNI("PGSSLSNI"),
    SSL_MIN_PROTOCOL_VERSION("PGSSLMINPROTOCOLVERSION"),
    SSL_MAX_PROTOCOL_VERSION("PGSSLMAXPROTOCOLVERSION"),
    SSLCOMPRESSION("PGSSLCOMPRESSION"),
    SSLKEYLOGFILE(null),
    CHANNEL_BINDING("PGCHANNELBINDING"),
    REQUIRE_AUTH("PGREQUIREAUTH"),
    REQUIREPEER("PGREQUIREPEER"),
    GSSENCMODE("PGGSSENCMODE"),
    KRBSRVNAME("PGKRBSRVNAME"),
    GSSLIB("PGGSSLIB"),
    GSSDELEGATION("PGGSSDELEGATION"),
    APPLICATION_NAME("PGAPPNAME"),
    FALLBACK_APPLICATION_NAME(null),
    CONNECT_TIMEOUT("PGCONNECT_TIMEOUT"),
    OPTIONS("PGOPTIONS"),
    CLIENT_ENCODING("PGCLIENTENCODING"),
    TARGET_SESSION_ATTRS("PGTARGETSESSIONATTRS"),
    LOAD_BALANCE_HOSTS("PGLOADBALANCEHOSTS"),
    KEEPALIVES(null),
    KEEPALIVES_IDLE(null),
    KEEPALIVES_INTERVAL(null),
    KEEPALIVES_COUNT(null),
    TCP_USER_TIMEOUT(null),
    MIN_PROTOCOL_VERSION("PGMINPROTOCOLVERSION"),
    MAX_PROTOCOL_VERSION("PGMAXPROTOCOLVERSION"),
    REPLICATION(null),
    SCRAM_CLIENT_KEY(null, true),
    SCRAM_SERVER_KEY(null, true),
    OAUTH_ISSUER(null),
    OAUTH_CLIENT_ID(null),
    OAUTH_CLIENT_SECRET(null, true),
    OAUTH_SCOPE(null),
    SERVICE("PGSERVICE"),
    PASSFILE("PGPASSFILE");

    private static final Map<String, ConninfoKeyword> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ConninfoKeyword::text, Function.identity()));

    private final String text;
    private final @Nullable String variable;
    private final boolean secret;

    ConninfoKeyword(@Nullable String variable) {
        this(variable, false);
    }

    ConninfoKeyword(@Nullable String variable, boolean secret) {
        this.text = name().toLowerCase(Locale.ROOT);
        this.variable = variable;
        this.secret = secret;
    }

    /** As libpq writes it; libpq looks at the case. */
    String text() {
        return text;
    }

    /** The environment variable, if there is one. */
    Optional<String> variable() {
        return Optional.ofNullable(variable);
    }

    boolean isSecret() {
        return secret;
    }

    static Set<String> texts() {
        return BY_TEXT.keySet();
    }

    static @Nullable ConninfoKeyword byText(String text) {
        return BY_TEXT.get(text);
    }
}
