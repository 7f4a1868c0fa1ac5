package io.gatehouse.acme.tlsalpn01;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolver;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ReverseMap;

/**
 * Answers tls-alpn-01 (RFC 8737): the CA connects to port 443 of the name, offers the protocol {@code acme-tls/1} alone,
 * and expects a self-signed certificate with a digest in it. Needs neither port 80 nor the DNS. Fits host names and IP
 * addresses (RFC 8738), never wildcards.
 *
 * <p>The answers live in this JVM: the CA must reach the very process that orders. Safe for use by many threads.
 */
public final class TlsAlpn01Solver implements ChallengeSolver {

    /** The protocol's name, to be among those the service's TLS accepts (ALPN, RFC 7301). */
    public static final String PROTOCOL = "acme-tls/1";

    private final ChallengeKeys keys = new ChallengeKeys();
    private final @Nullable InetSocketAddress address;
    private final Map<String, InUse> inUse = new HashMap<>();

    private @Nullable ChallengeListener listener;

    /** An answer, and how many orders need it: a CA may give two orders for a name the same challenge. */
    private record InUse(Challenge challenge, int orders) {}

    private TlsAlpn01Solver(@Nullable InetSocketAddress address) {
        this.address = address;
    }

    /**
     * Answers by itself, on a TLS server that listens while there is something to answer. The CA connects to port 443, so
     * either listen there or have port 443 forwarded.
     *
     * @param address where to listen, such as {@code new InetSocketAddress(443)}
     */
    public static TlsAlpn01Solver listen(InetSocketAddress address) {
        return new TlsAlpn01Solver(address);
    }

    /**
     * Answers on the port the service serves on: make its TLS context of {@link #keyManager}, and add {@link #PROTOCOL} to
     * the application protocols it accepts.
     */
    public static TlsAlpn01Solver inService() {
        return new TlsAlpn01Solver(null);
    }

    /**
     * A key manager for the service's TLS context: it shows the answer to whoever speaks {@code acme-tls/1}, and leaves
     * every other handshake to the key manager given, such as that of {@code Certificates}.
     */
    public X509ExtendedKeyManager keyManager(X509ExtendedKeyManager service) {
        return keys.before(service);
    }

    @Override
    public ChallengeType type() {
        return ChallengeType.TLS_ALPN_01;
    }

    @Override
    public boolean supports(Identifier identifier) {
        return !(identifier instanceof DomainName name && name.isWildcard());
    }

    /**
     * {@inheritDoc}
     *
     * @throws ChallengeSolverException also if another order for one of the names is being answered with another proof: a
     *     handshake has room for one
     */
    @Override
    public synchronized void present(List<Answer> answers) {
        answers.forEach(answer -> requireFree(answer.challenge()));
        for (Answer answer : answers) {
            Challenge challenge = answer.challenge();
            String name = serverName(challenge.identifier());
            InUse known = inUse.get(name);
            if (known == null) {
                keys.put(name, ChallengeCertificate.answering(challenge));
            }
            inUse.put(name, new InUse(challenge, known == null ? 1 : known.orders() + 1));
        }
        if (address != null && listener == null) {
            listener = new ChallengeListener(address, keys.before(new NoKeys()));
        }
    }

    private void requireFree(Challenge challenge) {
        InUse known = inUse.get(serverName(challenge.identifier()));
        if (known != null && !known.challenge().equals(challenge)) {
            throw new ChallengeSolverException(
                    "Another order for " + challenge.identifier().text()
                            + " is being answered by tls-alpn-01, and a handshake has room for one proof. Try again when"
                            + " it is done.",
                    null);
        }
    }

    @Override
    public synchronized void cleanUp(List<Answer> answers) {
        for (Answer answer : answers) {
            Challenge challenge = answer.challenge();
            String name = serverName(challenge.identifier());
            InUse known = inUse.get(name);
            if (known != null && known.challenge().equals(challenge)) {
                if (known.orders() > 1) {
                    inUse.put(name, new InUse(challenge, known.orders() - 1));
                } else {
                    inUse.remove(name);
                    keys.remove(name);
                }
            }
        }
        ChallengeListener stopping = listener;
        if (stopping != null && keys.isEmpty()) {
            stopping.close();
            listener = null;
        }
    }

    /** An address goes by the name that DNS has for it in reverse (RFC 8738, section 6). */
    private static String serverName(Identifier identifier) {
        return identifier instanceof IpAddress address
                ? ReverseMap.fromAddress(address.bytes()).toString(true)
                : identifier.text();
    }
}
