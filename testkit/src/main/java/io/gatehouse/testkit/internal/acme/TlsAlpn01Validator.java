package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.xbill.DNS.ReverseMap;

/**
 * tls-alpn-01 (RFC 8737; RFC 8738, section 6 for addresses): the server must take the protocol {@code acme-tls/1} and
 * show a self-signed certificate for this one identifier, with the digest of the key authorization.
 */
final class TlsAlpn01Validator implements ChallengeValidator {
    private static final String PROTOCOL = "acme-tls/1";
    private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";
    /** A DER OCTET STRING of 32 bytes, in the OCTET STRING that every extension is in. */
    private static final byte[] DIGEST_HEADER = {0x04, 0x22, 0x04, 0x20};

    private static final int LIMIT_MILLIS =
            Math.toIntExact(Duration.ofSeconds(10).toMillis());

    private final Function<String, InetSocketAddress> resolver;

    TlsAlpn01Validator(Function<String, InetSocketAddress> resolver) {
        this.resolver = resolver;
    }

    @Override
    public void validate(Identifier identifier, String token, String keyAuthorization) {
        InetSocketAddress address = resolver.apply(identifier.text());
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(LIMIT_MILLIS);
            plain.connect(address, LIMIT_MILLIS);
            requireProof(certificate(plain, identifier), identifier, keyAuthorization);
        } catch (IOException e) {
            throw ProblemType.CONNECTION.because(
                    "cannot connect to " + address + " for " + identifier.text() + ": " + e.getMessage());
        }
    }

    private static X509Certificate certificate(Socket plain, Identifier identifier) {
        try (SSLSocket tls = (SSLSocket)
                AnyServerTls.socketFactory().createSocket(plain, identifier.text(), plain.getPort(), false)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName(identifier))));
            parameters.setApplicationProtocols(new String[] {PROTOCOL});
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            if (!PROTOCOL.equals(tls.getApplicationProtocol())) {
                throw ProblemType.TLS.because("the server for " + identifier.text() + " does not take " + PROTOCOL);
            }
            Certificate[] chain = tls.getSession().getPeerCertificates();
            if (chain.length != 1) {
                throw ProblemType.INCORRECT_RESPONSE.because(
                        "one self-signed certificate was expected, not " + chain.length);
            }
            return (X509Certificate) chain[0];
        } catch (IOException e) {
            throw ProblemType.TLS.because("no TLS with the server for " + identifier.text() + ": " + e.getMessage());
        }
    }

    /** An address goes by the name that DNS has for it in reverse (RFC 8738, section 6). */
    private static String serverName(Identifier identifier) {
        return identifier instanceof IpAddress address
                ? ReverseMap.fromAddress(address.bytes()).toString(true)
                : identifier.text();
    }

    private static void requireProof(X509Certificate certificate, Identifier identifier, String keyAuthorization) {
        requireSelfSigned(certificate);
        if (!CertificateBundle.of(List.of(certificate)).names().equals(Set.of(identifier))) {
            throw ProblemType.INCORRECT_RESPONSE.because("the certificate is not for " + identifier.text() + " alone");
        }
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical == null || !critical.contains(ACME_IDENTIFIER)) {
            throw ProblemType.INCORRECT_RESPONSE.because("the certificate has no critical acmeIdentifier extension");
        }
        if (!Arrays.equals(certificate.getExtensionValue(ACME_IDENTIFIER), expected(keyAuthorization))) {
            throw ProblemType.INCORRECT_RESPONSE.because(
                    "the certificate's acmeIdentifier is not the digest of the key authorization");
        }
    }

    private static void requireSelfSigned(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw ProblemType.INCORRECT_RESPONSE.because("the certificate is not self-signed");
        }
    }

    private static byte[] expected(String keyAuthorization) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
            byte[] value = Arrays.copyOf(DIGEST_HEADER, DIGEST_HEADER.length + digest.length);
            System.arraycopy(digest, 0, value, DIGEST_HEADER.length, digest.length);
            return value;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
