package io.gatehouse.testkit;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client of Java's own TLS that looks at everything: path, dates, name, usages, revocation, strength of keys and digests.
 * Each look can be let go.
 *
 * @param anchors what it trusts
 * @param host the name it asks for
 * @param crls the lists it looks into; none: revocation is not looked at
 * @param at the time it looks at
 * @param strict whether RSA below 2048 bits and SHA-1 are refused
 */
record TlsClient(List<X509Certificate> anchors, String host, List<X509CRL> crls, Optional<Instant> at, boolean strict) {

    static TlsClient trusting(X509Certificate... anchors) {
        return new TlsClient(List.of(anchors), "localhost", List.of(), Optional.empty(), true);
    }

    TlsClient asking(String name) {
        return new TlsClient(anchors, name, crls, at, strict);
    }

    TlsClient knowing(X509CRL crl) {
        return new TlsClient(anchors, host, List.of(crl), at, strict);
    }

    TlsClient at(Instant time) {
        return new TlsClient(anchors, host, crls, Optional.of(time), strict);
    }

    TlsClient lenient() {
        return new TlsClient(anchors, host, crls, at, false);
    }

    /** Shakes hands with a server that has this certificate; every reason of a refusal, the nearest first. */
    Optional<String> refusal(CertificateBundle server) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                context(server).getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serveOne(listening));
            Optional<String> refusal = shakeHands(listening.getLocalPort());
            serving.join();
            return refusal;
        }
    }

    private static void serveOne(SSLServerSocket listening) {
        try (SSLSocket accepted = (SSLSocket) listening.accept()) {
            accepted.startHandshake();
            accepted.getOutputStream().write(1);
        } catch (IOException refused) {
            // The client says why.
        }
    }

    private Optional<String> shakeHands(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(parameters()));
        context.init(null, trust.getTrustManagers(), null);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            SSLParameters settings = socket.getSSLParameters();
            settings.setEndpointIdentificationAlgorithm("HTTPS");
            if (strict) {
                settings.setAlgorithmConstraints(new StrongAlgorithms());
            }
            socket.setSSLParameters(settings);
            socket.startHandshake();
            return socket.getInputStream().read() == 1 ? Optional.empty() : Optional.of("cut");
        } catch (SSLException e) {
            StringBuilder reasons = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                reasons.append(cause).append('\n');
            }
            return Optional.of(reasons.toString());
        }
    }

    private PKIXBuilderParameters parameters() throws GeneralSecurityException {
        Set<TrustAnchor> trusted =
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        at.ifPresent(time -> parameters.setDate(Date.from(time)));
        if (!crls.isEmpty()) {
            Collection<X509CRL> lists = crls;
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            PKIXRevocationChecker checker = (PKIXRevocationChecker)
                    CertPathValidator.getInstance("PKIX").getRevocationChecker();
            checker.setOptions(EnumSet.of(
                    PKIXRevocationChecker.Option.ONLY_END_ENTITY,
                    PKIXRevocationChecker.Option.PREFER_CRLS,
                    PKIXRevocationChecker.Option.NO_FALLBACK));
            parameters.addCertPathChecker(checker);
        }
        return parameters;
    }

    private static SSLContext context(CertificateBundle server) throws GeneralSecurityException {
        String password = "in memory only";
        KeyStore store = server.toKeyStore("server", Secret.ofText(password));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
