package io.gatehouse.postgres;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link Dsn} in the making, and what is wrong with it so far. */
final class DsnDraft {
    final List<Endpoint> endpoints = new ArrayList<>();
    final Map<ConnectionParameter, String> parameters = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    @Nullable
    String database;

    @Nullable
    String user;

    @Nullable
    Secret password;

    @Nullable
    SslMode sslMode;

    @Nullable
    TrustAnchors trustAnchors;

    @Nullable
    ClientIdentity clientIdentity;

    void problem(String field, String message) {
        problems.add(new Problem(field, message));
    }

    void addEndpoint(String host, int port) {
        try {
            endpoints.add(Endpoint.of(host, port));
        } catch (InvalidNameException | IllegalArgumentException e) {
            problem("host", String.valueOf(e.getMessage()));
        }
    }

    void throwIfInvalid() {
        text("dbname", database);
        text("user", user);
        if (user == null && password != null) {
            problem("user", "missing, though there is a password");
        }
        if (password != null && holdsNul(password)) {
            problem("password", "holds a NUL character, which PostgreSQL cannot take");
        }
        parameters.forEach(
                (parameter, value) -> parameter.problem(value).ifPresent(p -> problem(parameter.displayName(), p)));
        checkTls();
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Dsn", problems);
        }
    }

    private void checkTls() {
        SslMode mode = sslMode;
        if (mode == null) {
            return;
        }
        if (trustAnchors instanceof TrustAnchors.InMemory memory
                && memory.certificates().isEmpty()) {
            problem("sslrootcert", "no certificate given, so that every server would be refused");
        }
        if (trustAnchors instanceof TrustAnchors.OfSystem && mode != SslMode.VERIFY_FULL) {
            problem("sslmode", mode.text() + " is too weak for sslrootcert=system: only verify-full makes sense there");
        }
        if (clientIdentity instanceof ClientIdentity.InMemory memory
                && !memory.bundle().hasPrivateKey()) {
            problem("sslkey", "the client certificate comes without its private key");
        }
        if ("direct".equals(parameters.get(ConnectionParameter.SSL_NEGOTIATION)) && !mode.isEncrypted()) {
            problem("sslnegotiation", "direct needs sslmode require or stronger, not " + mode.text());
        }
    }

    private static boolean holdsNul(Secret password) {
        byte[] bytes = password.exposeBytes();
        boolean nul = false;
        for (byte b : bytes) {
            nul |= b == 0;
        }
        Arrays.fill(bytes, (byte) 0);
        return nul;
    }

    private void text(String field, @Nullable String value) {
        if (value != null && (value.isEmpty() || value.indexOf('\0') >= 0)) {
            problem(field, value.isEmpty() ? "is empty" : "holds a NUL character");
        }
    }
}
