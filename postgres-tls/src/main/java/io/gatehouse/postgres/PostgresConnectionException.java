package io.gatehouse.postgres;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.postgres.internal.ClientRefusedException;
import io.gatehouse.postgres.internal.LoginDemandException;
import io.gatehouse.postgres.internal.WrongNameException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** No verified connection could be opened. {@link #reason()} tells why, the message what to do. */
public final class PostgresConnectionException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is no connection. */
    public enum Reason {
        /** Nobody answers at that address and port in time. */
        UNREACHABLE("check host, port and firewall, and that the server runs"),
        /** The server answers that it speaks no TLS. */
        NO_TLS("set ssl = on in postgresql.conf; plaintext is never tried instead"),
        /** The server's certificate leads to none of the trust anchors, or is not valid now. */
        SERVER_NOT_TRUSTED("check that sslrootcert is the authority that signed the server's certificate; if so,"
                + " somebody may be in between"),
        /** The server's certificate is another host's. */
        WRONG_HOST("connect by a name that the certificate has, or have one issued with this name"),
        /** The server does not like the client's certificate, or wants one. */
        CLIENT_CERTIFICATE_REFUSED("check that the server's ssl_ca_file has the authority of the client certificate"),
        /** TLS failed otherwise. */
        TLS_FAILED("see the cause"),
        /** The server refuses the log-in: pg_hba.conf, role, certificate name or password. */
        LOGIN_REFUSED("check pg_hba.conf, and that the role, its password or the certificate's name fit"),
        /** The server asks for another login than the Dsn allows, or for a password that it does not have. */
        LOGIN_NOT_ALLOWED(
                "check require_auth, channel_binding and the password of the Dsn, and the method in pg_hba.conf"),
        /** What answers there does not speak PostgreSQL's protocol. */
        NOT_POSTGRESQL("check host and port"),
        /** A certificate or key file cannot be used. */
        MATERIAL_UNUSABLE("mend the file named in the cause"),
        /** Something else; the cause tells. */
        OTHER("see the cause");

        private final String remedy;

        Reason(String remedy) {
            this.remedy = remedy;
        }
    }

    private PostgresConnectionException(String message, Reason reason, SQLException cause) {
        super(message, cause);
        this.reason = reason;
    }

    static PostgresConnectionException of(Dsn dsn, SQLException failure) {
        Reason reason = reason(failure);
        return new PostgresConnectionException(
                "no connection by " + dsn + ": " + innermost(failure, reason) + ". Remedy: " + reason.remedy,
                reason,
                failure);
    }

    /** Why there is no connection. */
    public Reason reason() {
        return reason;
    }

    /** For those who may throw nothing else; this is its cause. */
    SQLException toSqlException() {
        return new SQLException(getMessage(), failure().getSQLState(), this);
    }

    private SQLException failure() {
        return (SQLException) Objects.requireNonNull(getCause());
    }

    private static Reason reason(SQLException failure) {
        List<Throwable> causes = causes(failure);
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (has(causes, WrongNameException.class)) {
            return Reason.WRONG_HOST;
        }
        if (has(causes, ClientRefusedException.class)) {
            return Reason.CLIENT_CERTIFICATE_REFUSED;
        }
        if (has(causes, LoginDemandException.class)) {
            return Reason.LOGIN_NOT_ALLOWED;
        }
        if (has(causes, GatehouseException.class)) {
            return Reason.MATERIAL_UNUSABLE;
        }
        if (has(causes, CertificateException.class)) {
            return Reason.SERVER_NOT_TRUSTED;
        }
        // Class 28: invalid authorization; pgjdbc gives the server's refusal its own state.
        if (state.startsWith("28")) {
            return Reason.LOGIN_REFUSED;
        }
        if (has(causes, SSLException.class)) {
            boolean certificate = causes.stream()
                    .anyMatch(
                            c -> String.valueOf(c.getMessage()).matches(".*fatal alert: .*(certificate|unknown_ca).*"));
            return certificate ? Reason.CLIENT_CERTIFICATE_REFUSED : Reason.TLS_FAILED;
        }
        if (state.equals("08004")) {
            return Reason.NO_TLS;
        }
        if (state.equals("08P01")) {
            return Reason.NOT_POSTGRESQL;
        }
        boolean silent = has(causes, SocketTimeoutException.class) || has(causes, UnknownHostException.class);
        if (silent || state.equals("08001")) {
            return Reason.UNREACHABLE;
        }
        // The driver's state for whatever goes wrong between its first byte of TLS and the login.
        return state.equals("08006") ? Reason.TLS_FAILED : Reason.OTHER;
    }

    /** The words nearest to the fault, since the outer ones tend to say that something went wrong. */
    private static String innermost(SQLException failure, Reason reason) {
        List<Throwable> causes = causes(failure);
        Throwable telling = switch (reason) {
            case LOGIN_REFUSED -> failure;
            // The outermost of ours names the file.
            case MATERIAL_UNUSABLE ->
                causes.stream()
                        .filter(GatehouseException.class::isInstance)
                        .findFirst()
                        .orElse(failure);
            default -> causes.get(causes.size() - 1);
        };
        String message = String.valueOf(telling.getMessage()).strip();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> all = new ArrayList<>();
        for (@Nullable Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
            all.add(t);
        }
        return all;
    }
}
