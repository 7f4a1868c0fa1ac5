package io.gatehouse.acme.tlsalpn01;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The live challenge certificates, by the name the CA asks for; and key managers that show them in handshakes for {@code
 * acme-tls/1} and in no others. Safe for use by many threads.
 */
final class ChallengeKeys {
    private static final String ALIAS = "acme-tls/1:";

    private final Map<String, ChallengeCertificate> byServerName = new ConcurrentHashMap<>();

    void put(String serverName, ChallengeCertificate certificate) {
        byServerName.put(serverName, certificate);
    }

    void remove(String serverName) {
        byServerName.remove(serverName);
    }

    boolean isEmpty() {
        return byServerName.isEmpty();
    }

    /** Challenge certificates for the CA, and everything else as the other key manager does it. */
    X509ExtendedKeyManager before(X509ExtendedKeyManager other) {
        return new ChallengesFirst(other);
    }

    private Optional<String> alias(@Nullable SSLSession handshake) {
        if (!(handshake instanceof ExtendedSSLSession session)) {
            return Optional.empty();
        }
        return session.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                .filter(byServerName::containsKey)
                .map(name -> ALIAS + name)
                .findFirst();
    }

    private @Nullable ChallengeCertificate certificate(@Nullable String alias) {
        return alias != null && alias.startsWith(ALIAS) ? byServerName.get(alias.substring(ALIAS.length())) : null;
    }

    private final class ChallengesFirst extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager other;

        ChallengesFirst(X509ExtendedKeyManager other) {
            this.other = other;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return engine != null && TlsAlpn01Solver.PROTOCOL.equals(engine.getHandshakeApplicationProtocol())
                    ? challenge(keyType, engine.getHandshakeSession())
                    : other.chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return socket instanceof SSLSocket tls
                            && TlsAlpn01Solver.PROTOCOL.equals(tls.getHandshakeApplicationProtocol())
                    ? challenge(keyType, tls.getHandshakeSession())
                    : other.chooseServerAlias(keyType, issuers, socket);
        }

        /** No certificate of the service's: whoever speaks this protocol looks for a proof. */
        private @Nullable String challenge(String keyType, @Nullable SSLSession handshake) {
            return keyType.startsWith("EC") ? alias(handshake).orElse(null) : null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
            ChallengeCertificate challenge = certificate(alias);
            return challenge != null ? challenge.key() : other.getPrivateKey(alias);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
            ChallengeCertificate challenge = certificate(alias);
            return challenge != null
                    ? new X509Certificate[] {challenge.certificate()}
                    : other.getCertificateChain(alias);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return other.getServerAliases(keyType, issuers);
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return other.getClientAliases(keyType, issuers);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return other.chooseClientAlias(keyTypes, issuers, socket);
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return other.chooseEngineClientAlias(keyTypes, issuers, engine);
        }
    }
}
