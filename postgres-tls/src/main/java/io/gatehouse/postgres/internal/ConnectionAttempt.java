package io.gatehouse.postgres.internal;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * One attempt to connect: how pgjdbc, which takes a socket factory by class name only, finds the {@link VerifiedTls}
 * meant for it, and what that connection negotiated.
 *
 * <p>pgjdbc is handed an unguessable handle as a string. The attempt lives as long as its connection, since pgjdbc
 * opens a second socket to cancel a query, and leaves the map when the connection is garbage. Safe for use by many
 * threads.
 */
public final class ConnectionAttempt {
    private static final Map<String, Entry> BY_HANDLE = new ConcurrentHashMap<>();
    private static final ReferenceQueue<ConnectionAttempt> GONE = new ReferenceQueue<>();
    private static final Map<Connection, ConnectionAttempt> BY_CONNECTION =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final String handle = UUID.randomUUID().toString();
    private final VerifiedTls tls;
    private volatile @Nullable Socket plain;
    private volatile @Nullable SSLSocket socket;
    private volatile @Nullable DemandNotMetException unmet;
    private volatile boolean connected;
    private volatile boolean over;
    private volatile boolean serverTrusted;
    private volatile boolean handshakeDone;

    private ConnectionAttempt(VerifiedTls tls) {
        this.tls = tls;
    }

    /** Makes an attempt findable by its handle. */
    public static ConnectionAttempt register(VerifiedTls tls) {
        for (var gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            BY_HANDLE.remove(((Entry) gone).handle);
        }
        ConnectionAttempt attempt = new ConnectionAttempt(tls);
        BY_HANDLE.put(attempt.handle, new Entry(attempt));
        return attempt;
    }

    static ConnectionAttempt byHandle(@Nullable String handle) {
        Entry entry = handle == null ? null : BY_HANDLE.get(handle);
        ConnectionAttempt attempt = entry == null ? null : entry.get();
        if (attempt == null) {
            throw new IllegalStateException("no such connection attempt; this socket factory is PostgresTls's own");
        }
        return attempt;
    }

    /** What was negotiated for a connection that one of our data sources opened. */
    public static Optional<SSLSession> sessionOf(Connection connection) throws SQLException {
        ConnectionAttempt attempt = BY_CONNECTION.get(connection.unwrap(PgConnection.class));
        return Optional.ofNullable(attempt).map(a -> a.socket).map(SSLSocket::getSession);
    }

    /** Ties the attempt to the life of the connection that came of it. */
    public void succeeded(Connection connection) {
        connected = true;
        BY_CONNECTION.put(connection, this);
    }

    /** Finds better words where the driver's do not say what the attempt knows. */
    public SQLException explain(SQLException failure) {
        DemandNotMetException demand = unmet;
        if (demand != null) {
            return explained(demand, failure);
        }
        // The driver's one state for no TLS and for a login that it does not agree to.
        if (handshakeDone && "08004".equals(failure.getSQLState())) {
            return new LoginDemandException(failure);
        }
        return brokenOff(failure) ? explained(new ClientRefusedException(), failure) : failure;
    }

    /**
     * Whether a connection broke off when it was the client's turn to show its certificate.
     *
     * <p>A server of TLS 1.3 that refuses the certificate closes while the client is still sending, and the alert that
     * says why is lost to the broken pipe more often than not.
     */
    private boolean brokenOff(SQLException failure) {
        boolean alone = tls.settings().client().isEmpty() || !serverTrusted;
        for (@Nullable Throwable t = failure; t != null && !alone; t = t.getCause()) {
            if (t instanceof SocketException || t instanceof EOFException) {
                return true;
            }
        }
        return false;
    }

    private static SQLException explained(IOException cause, SQLException failure) {
        SQLException explained = new SQLException(cause.getMessage(), failure.getSQLState(), cause);
        explained.addSuppressed(failure);
        return explained;
    }

    /**
     * The attempt is over, without a connection. Its socket is closed: after a login time-out a thread of the driver's
     * would else wait at it for as long as the server is silent.
     */
    public void failed() throws IOException {
        over = true;
        BY_HANDLE.remove(handle);
        Socket last = plain;
        if (last != null) {
            last.close();
        }
    }

    /** What pgjdbc is told. */
    public String handle() {
        return handle;
    }

    VerifiedTls tls() {
        return tls;
    }

    void serverTrusted() {
        serverTrusted = true;
    }

    Socket socket() throws IOException {
        if (over) {
            throw new IOException("this connection attempt was given up");
        }
        ClearSocket made = new ClearSocket();
        if (!connected) {
            plain = made;
            unmet = null;
            serverTrusted = false;
            handshakeDone = false;
        }
        return made;
    }

    /** Whether a finished handshake is what was asked for; a socket that cancels a query logs in nowhere. */
    boolean accepts(SSLSession session) {
        handshakeDone = true;
        SSLSocket opened = socket;
        if (connected || opened == null) {
            return true;
        }
        if (tls.settings().clientRequired() && session.getLocalCertificates() == null) {
            unmet = new DemandNotMetException("the server did not ask for the client's certificate, which"
                    + " sslcertmode=require demands; set ssl_ca_file in its postgresql.conf");
        } else if (tls.settings().direct() && !"postgresql".equals(opened.getApplicationProtocol())) {
            unmet = new DemandNotMetException("what answered did not agree to speak PostgreSQL (ALPN), which"
                    + " sslnegotiation=direct demands; servers do from 17 on");
        } else {
            unmet = null;
        }
        return unmet == null;
    }

    /** Of several hosts the last one stays; a socket opened later, to cancel a query, is none of the connection's. */
    void opened(SSLSocket socket) {
        if (!connected) {
            this.socket = socket;
        }
    }

    private static final class Entry extends WeakReference<ConnectionAttempt> {
        private final String handle;

        Entry(ConnectionAttempt attempt) {
            super(attempt, GONE);
            this.handle = attempt.handle;
        }
    }
}
