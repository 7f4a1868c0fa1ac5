package io.gatehouse.testkit;

import io.gatehouse.testkit.internal.dns.Authority;
import io.gatehouse.testkit.internal.dns.DnsText;
import io.gatehouse.testkit.internal.dns.Fault;
import io.gatehouse.testkit.internal.dns.LoopbackListener;
import io.gatehouse.testkit.internal.dns.NameServer;
import io.gatehouse.testkit.internal.dns.RecordText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * A second server for the zones of a {@link DnsServer}, as far behind it as a test wants: it serves what the primary had
 * when it last followed, and follows when it is told to. It refuses updates. There are no zone transfers on the wire.
 *
 * <p>It runs as long as its primary does. Safe for use by many threads.
 */
public final class DnsSecondary {
    private static final int NOT_COUNTING = -1;

    private final Authority primary;
    private final Authority authority;
    private final NameServer server;
    private final Optional<InetAddress> address;
    private @Nullable LoopbackListener listener;
    private int queriesUntilItFollows = NOT_COUNTING;
    private boolean keepsUp;

    DnsSecondary(Authority primary, Optional<InetAddress> address) {
        this.primary = primary;
        this.authority = primary.copy();
        this.server = new NameServer(authority, this::followIfDue);
        this.address = address;
    }

    /**
     * Where it answers.
     *
     * @throws IllegalStateException if its primary does not run
     */
    public synchronized InetSocketAddress address() {
        if (listener == null) {
            throw new IllegalStateException("The DNS test server of this secondary does not run: call start() on it");
        }
        return listener.address();
    }

    /** Takes over what the primary has now, and stays there until told again. */
    public void follow() {
        synchronized (this) {
            queriesUntilItFollows = NOT_COUNTING;
            keepsUp = false;
        }
        authority.follow(primary);
    }

    /**
     * Answers this many more questions from what it has, and follows once before the next one.
     *
     * @param queries 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized void followAfter(int queries) {
        if (queries < 0) {
            throw new IllegalArgumentException("cannot follow after " + queries + " queries; give 0 or more");
        }
        queriesUntilItFollows = queries;
        keepsUp = false;
    }

    /** Follows before each question from now on, so that it never lags. */
    public synchronized void followAlways() {
        queriesUntilItFollows = NOT_COUNTING;
        keepsUp = true;
    }

    /** The TXT values it would answer with, in the order they were added. */
    public List<String> txt(String name) {
        return authority.values(DnsText.name(name), Type.TXT);
    }

    /** As {@link DnsServer#queries()}. */
    public List<DnsQuery> queries() {
        return server.queries();
    }

    /** As {@link DnsServer#onQuery(String, String)}. */
    public DnsFault.Request onQuery(String name, String type) {
        return new DnsFault.Request(server.faults(), DnsText.name(name), RecordText.type(type));
    }

    /** As {@link DnsServer#onEveryQuery()}. */
    public DnsFault.Request onEveryQuery() {
        return new DnsFault.Request(server.faults(), null, Fault.EVERY_TYPE);
    }

    /** As {@link DnsServer#liftFaults()}. */
    public void liftFaults() {
        server.faults().liftAll();
    }

    synchronized void start(int primaryPort) {
        try {
            listener = address.isPresent()
                    ? LoopbackListener.open(server, new InetSocketAddress(address.get(), primaryPort))
                    : LoopbackListener.open(server);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "A DNS secondary could not listen on "
                            + address.map(InetAddress::getHostAddress).orElse("127.0.0.1")
                            + "; not every system has all of 127.0.0.0/8",
                    e);
        }
    }

    synchronized void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    private void followIfDue() {
        if (isDue()) {
            authority.follow(primary);
        }
    }

    private synchronized boolean isDue() {
        if (keepsUp || queriesUntilItFollows == 0) {
            queriesUntilItFollows = NOT_COUNTING;
            return true;
        }
        if (queriesUntilItFollows > 0) {
            queriesUntilItFollows--;
        }
        return false;
    }
}
