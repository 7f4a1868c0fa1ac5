package io.gatehouse.testkit;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.internal.acme.AcmeService;
import io.gatehouse.testkit.internal.acme.CaSettings;
import io.gatehouse.testkit.internal.acme.Faults;
import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A certificate authority on RFC 8555 in this JVM, strict with its clients: every signature, nonce and URL is checked,
 * http-01 and dns-01 are really validated, and what a client does wrong is answered with the problem type the RFC names.
 *
 * <p>As a JUnit extension it starts before the tests and stops after them:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final AcmeServer CA = AcmeServer.builder().http01Port(5002).build();
 * }</pre>
 *
 * Elsewhere it is started and closed by hand: {@code try (AcmeServer ca = AcmeServer.builder().start()) { … }}
 *
 * <p>A client needs {@link #directory()}, trusts {@link #httpsTrust()} for the connection, and finds what it obtained
 * to end at {@link #rootCertificate()}. All of them are new with every start; nothing is kept on disk. The server is
 * reached over loopback only. Thread-safe.
 */
public final class AcmeServer
        implements AutoCloseable, BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final CaSettings settings;
    private final Faults faults = new Faults();
    private @Nullable AcmeService service;
    private int scopes;

    AcmeServer(CaSettings settings) {
        this.settings = settings;
    }

    /**
     * A CA with the defaults: certificates of 90 days, the system's clock, web servers on port 80 of loopback, no DNS.
     *
     * @return a builder
     */
    public static AcmeServerBuilder builder() {
        return new AcmeServerBuilder();
    }

    /**
     * Starts the CA on a free port; does nothing when it runs.
     *
     * @return this
     */
    public synchronized AcmeServer start() {
        if (service == null) {
            service = AcmeService.start(settings, faults);
        }
        return this;
    }

    /** Stops the CA and forgets its accounts and orders; does nothing when it does not run. */
    @Override
    public synchronized void close() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    /**
     * Where a client begins.
     *
     * @return the URL of the directory
     * @throws IllegalStateException when the CA does not run
     */
    public URI directory() {
        return running().directory();
    }

    /**
     * The trust anchor of issued certificates; a chain has a leaf and one intermediate below it.
     *
     * @return a self-signed certificate
     * @throws IllegalStateException when the CA does not run
     */
    public X509Certificate rootCertificate() {
        return running().root();
    }

    /**
     * The trust anchor of the alternate chains (RFC 8555, section 7.4.2).
     *
     * @return a self-signed certificate
     * @throws IllegalStateException when the CA does not run, or without {@link AcmeServerBuilder#alternateChain()}
     */
    public X509Certificate alternateRootCertificate() {
        return running()
                .alternateRoot()
                .orElseThrow(() -> new IllegalStateException(
                        "the ACME server has no alternate chains: build it with alternateChain()"));
    }

    /**
     * The certificate to trust for the connection to the directory; not the one certificates are issued under.
     *
     * @return a self-signed certificate
     * @throws IllegalStateException when the CA does not run
     */
    public X509Certificate httpsTrust() {
        return running().httpsTrust();
    }

    /**
     * {@link #httpsTrust()} as other programs want it in a file.
     *
     * @return PEM text
     * @throws IllegalStateException when the CA does not run
     */
    public String httpsTrustPem() {
        return CertificateBundle.of(List.of(httpsTrust())).certificatePem();
    }

    /**
     * The certificates revoked so far.
     *
     * @return a fresh CRL of the intermediate that issues
     * @throws IllegalStateException when the CA does not run
     */
    public X509CRL crl() {
        return running().crl();
    }

    /**
     * Every request since the start, in the order they were answered.
     *
     * @return a copy
     * @throws IllegalStateException when the CA does not run
     */
    public List<AcmeRequest> requests() {
        return running().requests();
    }

    /**
     * The requests to one resource since the start.
     *
     * @param resource the resource, such as {@link AcmeResource#NEW_ORDER} to count orders
     * @return a copy
     * @throws IllegalStateException when the CA does not run
     */
    public List<AcmeRequest> requests(AcmeResource resource) {
        return requests().stream()
                .filter(request -> request.resource() == resource)
                .toList();
    }

    /**
     * From now on, refuses orders that contain an identifier, with {@code rejectedIdentifier}.
     *
     * @param identifier a name, wildcard or address, exactly as ordered
     * @return this
     * @throws InvalidNameException when it is none of them
     */
    public AcmeServer rejectIdentifier(String identifier) {
        faults.reject(Identifier.parse(identifier));
        return this;
    }

    /**
     * Answers one more request that has a good nonce with {@code badNonce}, as any CA may at any time; clients must try
     * again.
     *
     * @return this
     */
    public AcmeServer badNonceOnce() {
        faults.badNonceOnce();
        return this;
    }

    /**
     * Answers the next request to a resource with 429, {@code rateLimited} and {@code Retry-After}.
     *
     * @param resource the resource
     * @param retryAfter when to come back, in whole seconds
     * @return this
     */
    public AcmeServer rateLimitOnce(AcmeResource resource, Duration retryAfter) {
        faults().next(resource).rateLimited(RetryAfter.seconds(retryAfter));
        return this;
    }

    /**
     * Everything else that can go wrong, on request.
     *
     * @return the faults, to ask for at any time
     */
    public AcmeFaults faults() {
        return new AcmeFaults(faults);
    }

    /**
     * From now on, suggests when to renew a certificate (RFC 9773); until then, from a third of its lifetime left to a
     * sixth.
     *
     * @param certificate one that this CA issued
     * @param window when to renew it
     * @return this
     * @throws IllegalArgumentException when it was not issued here
     * @throws IllegalStateException when the CA does not run
     */
    public AcmeServer renewalWindow(X509Certificate certificate, RenewalWindow window) {
        running().renewalWindow(certificate, window);
        return this;
    }

    /**
     * From now on, answers accounts that did not agree to these terms with {@code userActionRequired} (RFC 8555, section
     * 7.3.3), until {@link #agreeToTerms}.
     *
     * @param terms where they are read
     * @return this
     * @throws IllegalStateException when the CA does not run
     */
    public AcmeServer changeTermsOfService(URI terms) {
        running().changeTerms(terms);
        return this;
    }

    /**
     * Agrees to the terms as they are now, as the holder of an account does in a browser: no ACME request can.
     *
     * @param account the account's URL
     * @return this
     * @throws IllegalArgumentException when there is no such account
     * @throws IllegalStateException when the CA does not run
     */
    public AcmeServer agreeToTerms(URI account) {
        running().agreeToTerms(account);
        return this;
    }

    private synchronized AcmeService running() {
        if (service == null) {
            throw new IllegalStateException(
                    "the ACME server does not run: register it as an extension, or call start() and use it before close()");
        }
        return service;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enter();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enter();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leave();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        leave();
    }

    /** A static extension is entered by its class, by nested classes and by each test; it runs from first to last. */
    private synchronized void enter() {
        scopes++;
        start();
    }

    private synchronized void leave() {
        scopes--;
        if (scopes == 0) {
            close();
        }
    }
}
