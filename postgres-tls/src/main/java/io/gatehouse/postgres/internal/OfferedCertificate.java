package io.gatehouse.postgres.internal;

import io.gatehouse.core.pki.CertificateBundle;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers one certificate whatever authorities the server names, as libpq does: a server that refuses it says why, while
 * a certificate held back in silence looks like none at all.
 */
final class BundleKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final CertificateBundle bundle;

    BundleKeyManager(CertificateBundle bundle) {
        this.bundle = bundle;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        String algorithm = bundle.leaf().getPublicKey().getAlgorithm();
        boolean usable = Arrays.stream(keyTypes).anyMatch(type -> type.equals(algorithm) || isEdwards(type, algorithm));
        return usable ? ALIAS : null;
    }

    private static boolean isEdwards(String type, String algorithm) {
        return type.startsWith("Ed") && algorithm.startsWith("Ed");
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return bundle.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return bundle.privateKey();
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
