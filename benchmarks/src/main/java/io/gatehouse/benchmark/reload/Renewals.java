package io.gatehouse.benchmark.reload;

import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One certificate and all its versions, each with another key than the one before, made before anything is measured. The next version is
 * brought into service as an order does it: committed to the store, which forces it to disk, read back, and swapped.
 *
 * <p>One thread renews; any number ask what may be served.
 */
final class Renewals {
    private final String host;
    private final CertificateRequest request;
    private final List<CertificateBundle> versions;
    private final Map<BigInteger, Integer> bySerial;
    /** The version whose swap has begun, and the one whose swap is over: between the two either may be served. */
    private volatile int begun = -1;

    private volatile int served = -1;

    private Renewals(String host, CertificateRequest request, List<CertificateBundle> versions) {
        this.host = host;
        this.request = request;
        this.versions = versions;
        this.bySerial = IntStream.range(0, versions.size())
                .boxed()
                .collect(Collectors.toMap(i -> versions.get(i).leaf().getSerialNumber(), i -> i));
    }

    /** Makes the first version and as many renewals as said, with the keys in turn. */
    static Renewals make(
            CertificateAuthority authority, String host, KeyType keyType, List<KeyPair> keys, int renewals) {
        CertificateRequest request =
                CertificateRequest.forNames(host).name(host + "-" + keyType).keyType(keyType);
        return new Renewals(
                host,
                request,
                IntStream.rangeClosed(0, renewals)
                        .mapToObj(i -> issued(authority, host, keys.get(i % keys.size())))
                        .toList());
    }

    private static CertificateBundle issued(CertificateAuthority authority, String host, KeyPair key) {
        CertificateBundle withoutKey =
                authority.server(host).publicKey(key.getPublic()).issue();
        return CertificateBundle.of(withoutKey.chain(), key.getPrivate());
    }

    /** The same certificate in a server that never renews it. */
    Renewals neverRenewed() {
        Renewals fixed = new Renewals(host, request, versions.subList(0, 1));
        fixed.begun = 0;
        fixed.served = 0;
        return fixed;
    }

    String host() {
        return host;
    }

    CertificateBundle first() {
        return versions.get(0);
    }

    /** Brings the next version into service. */
    void renew(CertificateStore store, Certificates certificates) {
        int next = begun + 1;
        CertificateBundle bundle = versions.get(next);
        begun = next;
        store.commit(request.name(), bundle);
        CertificateBundle obtained = certificates.obtain(request);
        if (!obtained.fingerprint().equals(bundle.fingerprint())) {
            throw new IllegalStateException("Version " + next + " of " + request.name() + " is not in service");
        }
        served = next;
    }

    /** The version that every handshake which begins now gets, or a later one. */
    int served() {
        return served;
    }

    /** Whether a handshake that began when {@code servedAtBegin} was served, and is over now, may have got the leaf. */
    boolean mayBe(X509Certificate leaf, int servedAtBegin) {
        Integer version = bySerial.get(leaf.getSerialNumber());
        return version != null && version >= servedAtBegin && version <= begun;
    }
}
