package io.gatehouse.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An option of R2DBC's PostgreSQL driver. Where it has a word for a value at all, it is pgjdbc's.
 *
 * @param name as the driver has it
 * @param value not encoded
 */
record R2dbcOption(String name, String value) {
    private static final Map<String, ConnectionParameter> PARAMETERS = Map.of(
            "applicationName", ConnectionParameter.APPLICATION_NAME,
            "currentSchema", ConnectionParameter.CURRENT_SCHEMA,
            "schema", ConnectionParameter.CURRENT_SCHEMA,
            "tcpKeepAlive", ConnectionParameter.KEEPALIVES,
            "targetServerType", ConnectionParameter.TARGET_SESSION_ATTRS,
            "loadBalanceHosts", ConnectionParameter.LOAD_BALANCE_HOSTS);

    static Set<String> names() {
        return PARAMETERS.keySet();
    }

    static Optional<ConnectionParameter> parameter(String name) {
        return Optional.ofNullable(PARAMETERS.get(name));
    }

    static Optional<R2dbcOption> of(ConnectionParameter parameter, String value) {
        return switch (parameter) {
            case APPLICATION_NAME, CURRENT_SCHEMA, KEEPALIVES, TARGET_SESSION_ATTRS, LOAD_BALANCE_HOSTS ->
                parameter.toJdbc(value).map(word -> new R2dbcOption(name(parameter), word));
            // Zero is for ever in libpq, and at once in R2DBC.
            case CONNECT_TIMEOUT ->
                Integer.parseInt(value) == 0
                        ? Optional.empty()
                        : Optional.of(new R2dbcOption("connectTimeout", "PT" + Integer.parseInt(value) + "S"));
            case SSL_NEGOTIATION ->
                Optional.of(new R2dbcOption("sslNegotiation", value.equals("direct") ? "TUNNEL" : "POSTGRES"));
            default -> Optional.empty();
        };
    }

    private static String name(ConnectionParameter parameter) {
        return parameter == ConnectionParameter.CURRENT_SCHEMA
                ? "currentSchema"
                : PARAMETERS.entrySet().stream()
                        .filter(entry -> entry.getValue() == parameter)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
    }
}
