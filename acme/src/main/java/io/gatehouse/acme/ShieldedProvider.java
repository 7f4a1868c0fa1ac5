package io.gatehouse.acme;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * acme4j's own extension point, with one HTTP client and one copy of the directory for all sessions. Safe for use by many
 * threads.
 */
final class ShieldedProvider extends GenericAcmeProvider {
    private static final Duration DIRECTORY_LIFE = Duration.ofHours(1);

    private final List<X509Certificate> trustAnchors;
    private final Clock clock;
    private final Duration callLimit;
    /** No monitor: see {@link AcmeClient}. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable HttpClient client;
    private @Nullable JSON directory;
    private long fetchedAt;

    ShieldedProvider(List<X509Certificate> trustAnchors, Clock clock, Duration callLimit) {
        this.trustAnchors = trustAnchors;
        this.clock = clock;
        this.callLimit = callLimit;
    }

    @Override
    public synchronized HttpClient createHttpClient(NetworkSettings settings) {
        HttpClient shared = client;
        if (shared == null) {
            shared = AcmeHttp.client(trustAnchors, callLimit);
            client = shared;
        }
        return shared;
    }

    @Override
    public Connection connect(URI serverUri, NetworkSettings settings, HttpClient httpClient) {
        return new ShieldedConnection(new HttpConnector(settings, httpClient), clock, callLimit);
    }

    @Override
    public @Nullable JSON directory(Session session, URI serverUri)
            throws org.shredzone.acme4j.exception.AcmeException {
        lock.lock();
        try {
            return latestDirectory(session, serverUri);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable JSON latestDirectory(Session session, URI serverUri)
            throws org.shredzone.acme4j.exception.AcmeException {
        JSON known = directory;
        if (known != null && System.nanoTime() - fetchedAt < DIRECTORY_LIFE.toNanos()) {
            // In acme4j's contract, null means that what the session has is still good.
            return session.hasDirectory() ? null : known;
        }
        session.purgeDirectoryCache();
        directory = super.directory(session, serverUri);
        fetchedAt = System.nanoTime();
        return directory;
    }
}
