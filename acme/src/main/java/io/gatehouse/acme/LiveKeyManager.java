package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.pki.CertificateBundle;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers whichever certificates are current, chosen by the name a client asks for (SNI, RFC 6066, section 3) and the
 * algorithms it takes: a certificate for the very name before a wildcard, and of several the one that lasts longest. A
 * client that asks for no name, or for one no certificate covers, gets the certificate that was put in first.
 *
 * <p>A handshake asks for an alias, then for its key, then for its chain. Each version has an alias of its own, and what
 * it stands for lives as long as somebody holds the alias: so a handshake that began before a renewal ends with the
 * version it began with, however often certificates change meanwhile. Looking up a name takes the same time with one
 * certificate as with ten thousand. Safe for use by many threads.
 */
final class LiveKeyManager extends X509ExtendedKeyManager {
    private static final Comparator<Entry> LASTS_LONGEST =
            Comparator.comparing(entry -> entry.certificate().notAfter());

    private final AtomicLong versions = new AtomicLong();
    private final Map<String, ServedCertificate> byAlias = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<String, Entry> byName = new ConcurrentHashMap<>();
    private final Map<DomainName, List<Entry>> byHost = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Long, Entry> inOrder = new ConcurrentSkipListMap<>();

    /**
     * The alias is held here and by handshakes; nothing else may, or old versions would never be let go.
     *
     * @param rank its place among the names, which a renewal keeps
     */
    private record Entry(String name, long rank, String alias, ServedCertificate certificate) {}

    /** Serves the bundle from the next handshake on, in place of what was under that name. */
    void put(String name, CertificateBundle bundle) {
        Entry known = byName.get(name);
        boolean isServed = known != null
                && known.certificate().fingerprint().equals(bundle.fingerprint())
                && known.certificate().loaded().isPresent();
        if (!isServed) {
            put(name, ServedCertificate.of(bundle));
        }
    }

    /** Serves what is in a store, unless something newer has come under that name. */
    synchronized void putIfAbsent(String name, ServedCertificate certificate) {
        if (!serves(name)) {
            put(name, certificate);
        }
    }

    private synchronized void put(String name, ServedCertificate certificate) {
        Entry known = byName.get(name);
        long version = versions.incrementAndGet();
        Entry entry = new Entry(name, known == null ? version : known.rank(), name + "#" + version, certificate);
        byAlias.put(entry.alias(), certificate);
        byName.put(name, entry);
        inOrder.put(entry.rank(), entry);
        // A host is moved in one step, so that no handshake finds it without a certificate.
        certificate.hosts().forEach(host -> byHost.merge(host, List.of(entry), (old, added) -> replaced(old, entry)));
        if (known != null) {
            forget(known);
        }
    }

    private static List<Entry> replaced(List<Entry> old, Entry entry) {
        return Stream.concat(old.stream().filter(other -> !other.name().equals(entry.name())), Stream.of(entry))
                .toList();
    }

    private void forget(Entry gone) {
        gone.certificate()
                .hosts()
                .forEach(host -> byHost.computeIfPresent(host, (key, entries) -> {
                    List<Entry> left = entries.stream()
                            .filter(entry -> !entry.alias().equals(gone.alias()))
                            .toList();
                    return left.isEmpty() ? null : left;
                }));
    }

    /** The same for whatever is in a store: one that was ordered by a signing request has its key elsewhere. */
    void serve(String name, CertificateBundle bundle) {
        if (bundle.hasPrivateKey()) {
            put(name, bundle);
        }
    }

    /** What is served under a name, if its key and chain are in memory. */
    Optional<CertificateBundle> served(String name) {
        return Optional.ofNullable(byName.get(name))
                .flatMap(entry -> entry.certificate().loaded());
    }

    boolean serves(String name) {
        return byName.containsKey(name);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    private @Nullable String choose(String keyType, @Nullable SSLSession handshake) {
        Optional<DomainName> asked = serverName(handshake);
        Optional<Entry> found = find(keyType, asked);
        // One that could not be read is passed over by the next look, and one that was replaced is not found again.
        while (found.isPresent() && !isReady(found.get())) {
            found = find(keyType, asked);
        }
        return found.map(Entry::alias).orElse(null);
    }

    private Optional<Entry> find(String keyType, Optional<DomainName> asked) {
        return asked.flatMap(host -> among(byHost.get(host), keyType))
                .or(() -> asked.flatMap(DomainName::parent)
                        .flatMap(parent -> among(byHost.get(parent.child("*")), keyType)))
                .or(() -> inOrder.values().stream()
                        .filter(entry -> isCandidate(entry, keyType))
                        .findFirst());
    }

    private static Optional<Entry> among(@Nullable List<Entry> entries, String keyType) {
        return entries == null
                ? Optional.empty()
                : entries.stream().filter(entry -> isCandidate(entry, keyType)).max(LASTS_LONGEST);
    }

    private static boolean isCandidate(Entry entry, String keyType) {
        return entry.certificate().isFor(keyType) && entry.certificate().isWorthATry();
    }

    /** Whether what was found can be served, and is still what the store has: another process may have renewed it. */
    private boolean isReady(Entry entry) {
        ServedCertificate certificate = entry.certificate();
        Optional<CertificateBundle> bundle = certificate.bundle();
        if (bundle.isPresent() && !bundle.get().fingerprint().equals(certificate.fingerprint())) {
            replace(entry, bundle.get());
            return false;
        }
        return bundle.isPresent();
    }

    private synchronized void replace(Entry old, CertificateBundle bundle) {
        if (old.equals(byName.get(old.name()))) {
            put(old.name(), ServedCertificate.of(bundle));
        }
    }

    private static Optional<DomainName> serverName(@Nullable SSLSession handshake) {
        if (!(handshake instanceof ExtendedSSLSession session)) {
            return Optional.empty();
        }
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                try {
                    return Optional.of(DomainName.of(host.getAsciiName()));
                } catch (InvalidNameException e) {
                    // A name that cannot be in a certificate is no name to look for.
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return bundle(alias).map(CertificateBundle::privateKey).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return bundle(alias)
                .map(bundle -> bundle.chain().toArray(new X509Certificate[0]))
                .orElse(null);
    }

    private Optional<CertificateBundle> bundle(@Nullable String alias) {
        return Optional.ofNullable(byAlias.get(alias)).flatMap(ServedCertificate::bundle);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String[] aliases = inOrder.values().stream()
                .filter(entry -> entry.certificate().isFor(keyType))
                .map(Entry::alias)
                .toArray(String[]::new);
        return aliases.length == 0 ? null : aliases;
    }

    /** Nothing: these certificates are for servers. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    /** Nothing: these certificates are for servers. */
    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
