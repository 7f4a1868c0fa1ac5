package io.gatehouse.postgres.internal;

import io.gatehouse.core.pki.CertificateBundle;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers one certificate, or none, whatever authorities the server names, as libpq does: a server that refuses it says why,
 * while a certificate held back in silence looks like none at all. Of one handshake; safe for use by many threads.
 */
public final class OfferedCertificate extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final Optional<CertificateBundle> bundle;
    private volatile Set<Principal> authorities = Set.of();

    /**
     * Offers it to the next server.
     *
     * @param bundle with its key; or nothing
     */
    public OfferedCertificate(Optional<CertificateBundle> bundle) {
        this.bundle = bundle;
    }

    /** Those whom the server named when it asked for a certificate; none if it did not ask. */
    public Set<Principal> authorities() {
        return authorities;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        authorities = issuers == null ? Set.of() : Set.copyOf(Arrays.asList(issuers));
        return bundle.filter(offered -> isUsable(offered, keyTypes)).isPresent() ? ALIAS : null;
    }

    private static boolean isUsable(CertificateBundle offered, String[] keyTypes) {
        String algorithm = offered.leaf().getPublicKey().getAlgorithm();
        return Arrays.stream(keyTypes).anyMatch(type -> type.equals(algorithm) || isEdwards(type, algorithm));
    }

    private static boolean isEdwards(String type, String algorithm) {
        return type.startsWith("Ed") && algorithm.startsWith("Ed");
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return bundle.map(offered -> offered.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return bundle.map(CertificateBundle::privateKey).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }
}
