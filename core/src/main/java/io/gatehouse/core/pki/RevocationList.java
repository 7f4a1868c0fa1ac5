package io.gatehouse.core.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;

/** The serial numbers that an authority took back, and the signed list of them. Thread-safe. */
final class RevocationList {
    private static final Duration VALIDITY = Duration.ofDays(7);

    private record Entry(Instant when, RevocationReason reason) {}

    private final ConcurrentMap<BigInteger, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();
    private final X509Certificate authority;
    private final PrivateKey signingKey;
    private final Clock clock;

    RevocationList(X509Certificate authority, PrivateKey signingKey, Clock clock) {
        this.authority = authority;
        this.signingKey = signingKey;
        this.clock = clock;
    }

    void add(BigInteger serialNumber, RevocationReason reason) {
        entries.putIfAbsent(serialNumber, new Entry(clock.instant(), reason));
    }

    boolean contains(BigInteger serialNumber) {
        return entries.containsKey(serialNumber);
    }

    X509CRL sign() {
        Instant now = clock.instant();
        X509v2CRLBuilder builder = new X509v2CRLBuilder(X509Assembly.subjectOf(authority), Date.from(now));
        builder.setNextUpdate(Date.from(now.plus(VALIDITY)));
        entries.forEach((serial, entry) -> builder.addCRLEntry(
                serial, Date.from(entry.when()), entry.reason().code()));
        // The time as number: it grows across restarts without being kept (RFC 5280, section 5.2.3).
        long number = lastNumber.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
        try {
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, X509Assembly.authorityKeyIdentifier(authority));
            byte[] der = builder.build(X509Assembly.signer(signingKey)).getEncoded();
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("A revocation list made here can be encoded", e);
        }
    }

    static byte[] encode(X509CRL crl) {
        try {
            return crl.getEncoded();
        } catch (CRLException e) {
            throw new IllegalStateException("A revocation list made here can be encoded", e);
        }
    }
}
