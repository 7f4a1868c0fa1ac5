package io.gatehouse.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A TLS server that proves names with one certificate (RFC 8737). */
final class TlsAlpnServer implements AutoCloseable {
    private static final char[] PASSWORD = "test".toCharArray();

    private final List<String> serverNames = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final SSLContext tls;
    private final String protocol;

    TlsAlpnServer(Certificate certificate, String protocol) throws IOException, GeneralSecurityException {
        this.protocol = protocol;
        this.tls = context(certificate);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "tls-alpn");
        thread.setDaemon(true);
        thread.start();
    }

    /** A self-signed certificate for a name or an address, with the digest of a key authorization. */
    static Certificate proof(GeneralName name, String keyAuthorization, boolean critical) {
        try {
            KeyPair key = AcmeFlow.LEAF_KEY;
            X500Name subject = new X500Name("CN=proof");
            Instant now = Instant.now();
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII));
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(now.minusSeconds(60)),
                    Date.from(now.plusSeconds(3600)),
                    subject,
                    key.getPublic());
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31"), critical, new DEROctetString(digest));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> serverNames() {
        return serverNames;
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(listener.accept(), null, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {protocol});
                socket.setSSLParameters(parameters);
                socket.setUseClientMode(false);
                socket.startHandshake();
                ((ExtendedSSLSession) socket.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> serverNames.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
                socket.getInputStream().read();
            } catch (IOException peerIsDone) {
                // The CA hangs up once it has seen the certificate; the next handshake is another matter.
            }
        }
    }

    private static SSLContext context(Certificate certificate) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("proof", AcmeFlow.LEAF_KEY.getPrivate(), PASSWORD, new Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
