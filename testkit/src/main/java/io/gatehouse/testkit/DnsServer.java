package io.gatehouse.testkit;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * An authoritative DNS server in this JVM, on one port of 127.0.0.1 over UDP and TCP.
 *
 * <p>It answers like a strict real one: aliases, delegations, wildcards, empty non-terminals, negative answers with their
 * SOA, truncation, and REFUSED for names outside its zones, and keeps a record of every question. It takes updates (RFC 2136) signed with its TSIG key
 * (HMAC-SHA-256), refuses unsigned ones, and keeps a record of all. Each zone starts with a SOA, the name server
 * {@code ns1} and its address 127.0.0.1. Zones may lie inside one another.
 *
 * <p>It does wrong what a test asks of it, for some questions or until it is lifted ({@link #onQuery}), and its
 * {@linkplain #secondary() secondaries} lag until they are told to follow. Nothing in it sleeps or measures time.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final DnsServer DNS = DnsServer.withZone("example.test").build();
 *
 * DnsProvider provider = DnsProviders.named("rfc2136", DNS.rfc2136Settings());
 * }</pre>
 *
 * <p>Registered as an extension in a static field it runs from before the first test of the class to after the last one.
 * Elsewhere, {@link Builder#start()} and {@link #close()} do the same. Safe for use by many threads.
 */
public final class DnsServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final String KEY_NAME = "gatehouse-test";
    private static final int KEY_BYTES = 32;

    private final Authority authority;
    private final NameServer server;
    private final Secret secret;
    private final List<DnsSecondary> secondaries = new ArrayList<>();
    private @Nullable LoopbackListener listener;

    private DnsServer(Set<Name> zones, List<Record> records) {
        Secret key = Secret.random(KEY_BYTES);
        this.authority = key.withBytes(bytes -> new Authority(zones, DnsText.name(KEY_NAME), bytes));
        this.server = new NameServer(authority, () -> {});
        this.secret = key.withBytes(bytes -> Secret.ofBytes(Base64.getEncoder().encode(bytes)));
        records.forEach(authority::add);
    }

    /** Starts with one zone. */
    public static Builder withZone(String apex) {
        return builder().zone(apex);
    }

    /** Starts with no zone. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Binds a free port and begins to answer, and its secondaries with it; does nothing if it does so already.
     *
     * @return this server
     * @throws UncheckedIOException if no port can be had
     */
    public synchronized DnsServer start() {
        if (listener == null) {
            try {
                listener = LoopbackListener.open(server);
                for (DnsSecondary secondary : secondaries) {
                    secondary.start(listener.address().getPort());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The DNS test server found no free port on 127.0.0.1", e);
            } catch (UncheckedIOException e) {
                close();
                throw e;
            }
        }
        return this;
    }

    /** Adds a secondary on a free port of 127.0.0.1, with the zones as they are now; it follows when it is told to. */
    public DnsSecondary secondary() {
        return add(new DnsSecondary(authority, Optional.empty()));
    }

    /**
     * Adds a secondary on this server's port at another loopback address, for clients that know one port for all servers.
     *
     * @param loopback such as {@code 127.0.0.2}; every Linux has it, other systems may not
     * @throws IllegalArgumentException if it is no loopback address
     * @throws UncheckedIOException if this server runs and the port cannot be had there
     */
    public DnsSecondary secondaryAt(String loopback) {
        InetAddress address = IpAddress.of(loopback).toInetAddress();
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(loopback + " is no loopback address; give one such as 127.0.0.2");
        }
        return add(new DnsSecondary(authority, Optional.of(address)));
    }

    private synchronized DnsSecondary add(DnsSecondary secondary) {
        if (listener != null) {
            secondary.start(listener.address().getPort());
        }
        secondaries.add(secondary);
        return secondary;
    }

    /**
     * Where it answers.
     *
     * @throws IllegalStateException if it does not run
     */
    public synchronized InetSocketAddress address() {
        if (listener == null) {
            throw new IllegalStateException("The DNS test server does not run: call start(), or register it as a static"
                    + " extension and ask once the tests have begun");
        }
        return listener.address();
    }

    /** The name of the key that signs updates, as the setting {@code tsig-key} wants it. */
    public String tsigKeyName() {
        return KEY_NAME;
    }

    /** The secret of that key in Base64, as the setting {@code tsig-secret} wants it. */
    public Secret tsigSecret() {
        return secret;
    }

    /**
     * The settings with which the provider {@code rfc2136} writes to this server.
     *
     * @throws IllegalStateException if it does not run
     */
    public Settings rfc2136Settings() {
        InetSocketAddress address = address();
        return Settings.builder()
                .set("server", address.getAddress().getHostAddress() + ":" + address.getPort())
                .set("tsig-key", tsigKeyName())
                .set("tsig-secret", tsigSecret())
                .build();
    }

    /** The TXT values at a name as they are now, in the order they were added. */
    public List<String> txt(String name) {
        return authority.values(DnsText.name(name), Type.TXT);
    }

    /** Every update so far in order of arrival, also refused ones, but for those whose signature is wrong. */
    public List<DnsUpdate> updates() {
        return authority.updates();
    }

    /** Every question so far in order of arrival, also those that were not answered; updates are not among them. */
    public List<DnsQuery> queries() {
        return server.queries();
    }

    /** The questions so far for one name, in any case of letters, and type. */
    public List<DnsQuery> queries(String name, String type) {
        Name wanted = DnsText.name(name);
        return queries().stream()
                .filter(query ->
                        query.type().equals(type) && DnsText.name(query.name()).equals(wanted))
                .toList();
    }

    /**
     * Does something wrong with questions for one name and type, from the moment the fault is chosen.
     *
     * @param name the name asked for, in whatever case
     * @param type such as {@code TXT}
     * @return what to choose the fault from
     * @throws IllegalArgumentException if that is no name or type
     */
    public DnsFault.Request onQuery(String name, String type) {
        return new DnsFault.Request(server.faults(), DnsText.name(name), RecordText.type(type));
    }

    /** As {@link #onQuery(String, String)}, for every name and type. */
    public DnsFault.Request onEveryQuery() {
        return new DnsFault.Request(server.faults(), null, Fault.EVERY_TYPE);
    }

    /** Ends every fault of this server; what was held back is answered. */
    public void liftFaults() {
        server.faults().liftAll();
    }

    /**
     * Puts records in the place of whatever a name has of that type.
     *
     * @param name where
     * @param type such as {@code A}, {@code CNAME} or {@code CAA}
     * @param data each record's data as a zone file has it; none removes the RRset
     * @throws IllegalArgumentException if the data does not fit the type, or no zone of this server holds the name
     */
    public void set(String name, String type, String... data) {
        Name owner = DnsText.name(name);
        List<Record> records = new ArrayList<>();
        for (String each : data) {
            records.add(RecordText.parse(name, type, each));
        }
        authority.replace(owner, RecordText.type(type), records);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /**
     * Stops answering and lets go of the port, and its secondaries with it. Zones and faults stay, and {@link #start()}
     * begins anew on another port.
     */
    @Override
    public synchronized void close() {
        secondaries.forEach(DnsSecondary::close);
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    /** Collects zones and records. Not safe for use by many threads. */
    public static final class Builder {
        private final Set<Name> zones = new LinkedHashSet<>();
        private final List<Record> records = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();

        private Builder() {}

        /** Adds a zone. It may lie in another one, or hold another one. */
        public Builder zone(String apex) {
            collect("zone", () -> zones.add(DnsText.name(apex)));
            return this;
        }

        /**
         * Adds a record.
         *
         * @param name where, in one of the zones; {@code *.example.test} is a wildcard
         * @param type such as {@code A}, {@code CNAME}, {@code NS} or {@code CAA}
         * @param data its data as a zone file has it, names in full: {@code 192.0.2.1}, {@code 0 issue "ca.test"}
         */
        public Builder record(String name, String type, String data) {
            collect("record", () -> records.add(RecordText.parse(name, type, data)));
            return this;
        }

        /** Adds a TXT value as plain text, without quotes or escapes. */
        public Builder txt(String name, String value) {
            collect("txt", () -> records.add(RecordText.txt(name, value)));
            return this;
        }

        /**
         * The server, not yet running.
         *
         * @throws InvalidModelException if there is no zone, or a name or record is malformed or in none of the zones
         */
        public DnsServer build() {
            if (zones.isEmpty()) {
                problems.add(new Problem("zone", "is missing; give one, such as example.test"));
            }
            for (Record entry : records) {
                if (zones.stream().noneMatch(entry.getName()::subdomain)) {
                    problems.add(new Problem("record", "at " + entry.getName() + " lies in none of the zones"));
                }
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("DnsServer", problems);
            }
            return new DnsServer(zones, records);
        }

        /**
         * The server, running.
         *
         * @throws InvalidModelException as {@link #build()}
         * @throws UncheckedIOException if no port can be had
         */
        public DnsServer start() {
            return build().start();
        }

        private void collect(String field, Runnable step) {
            try {
                step.run();
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(field, String.valueOf(e.getMessage())));
            }
        }
    }
}
