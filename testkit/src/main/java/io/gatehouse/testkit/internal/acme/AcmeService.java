package io.gatehouse.testkit.internal.acme;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.AcmeRequest;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.RenewalWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A CA that runs: its HTTPS server and everything behind it, put together. Thread-safe. */
public final class AcmeService implements AutoCloseable {
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    static {
        // The JDK's server writes headers and body apart, so that Nagle's algorithm and the client's delayed ACK cost
        // 40 ms for each answer. It reads this once, at its first use in the JVM; a value set by others stays.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private final Queue<AcmeRequest> requests = new ConcurrentLinkedQueue<>();
    private final ExecutorService executor;
    private final HttpsServer server;
    private final X509Certificate httpsTrust;
    private final PublicationServer publications;
    private final Issuer issuer;
    private final Renewals renewals;
    private final Accounts accounts = new Accounts();
    private final Terms terms;
    private final Urls urls;

    private AcmeService(CaSettings settings, Faults faults) throws IOException, GeneralSecurityException {
        CertificateAuthority httpsAuthority = CertificateAuthority.create("Gatehouse Test HTTPS");
        this.httpsTrust = httpsAuthority.certificate();
        this.executor = Executors.newCachedThreadPool(AcmeService::daemon);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
        this.server = HttpsServer.create(anyPort, 0);
        this.publications = new PublicationServer(anyPort, executor);
        this.urls = new Urls("https://localhost:" + server.getAddress().getPort());
        this.issuer = new Issuer(settings.clock(), settings.policy(), publications.publication(), faults);
        this.renewals = new Renewals(issuer, settings.clock());
        this.terms = new Terms(settings.policy().terms());
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext(httpsAuthority)));
        server.setExecutor(executor);
        server.createContext("/", router(settings, faults));
        publications.start(issuer, settings.clock());
    }

    /**
     * Starts a CA on a free port of loopback.
     *
     * @param settings what it is told
     * @param faults what a test asks of it, now and later
     * @return the running CA
     */
    public static AcmeService start(CaSettings settings, Faults faults) {
        try {
            AcmeService service = new AcmeService(settings, faults);
            service.server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException("the CA cannot listen on 127.0.0.1", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot serve TLS", e);
        }
    }

    private Router router(CaSettings settings, Faults faults) {
        Clock clock = settings.clock();
        Nonces nonces = new Nonces();
        return new Router(
                urls,
                nonces,
                new JwsVerifier(urls, nonces, accounts, faults),
                faults,
                endpoints(settings, faults),
                clock,
                requests::add);
    }

    private Endpoint.Table endpoints(CaSettings settings, Faults faults) {
        Clock clock = settings.clock();
        CaPolicy policy = settings.policy();
        Orders orders = new Orders();
        RateLimits limits = new RateLimits(policy.rateLimits(), clock);
        Validators validators = new Validators(settings.validation(), urls);
        Authorizations authorizations = new Authorizations(orders, validators, policy.reuseAuthorizations(), clock);
        Caa caa = new Caa(settings.validation().dns(), policy.caaIdentities(), urls);
        Validation validation = new Validation(
                validators, caa, limits, executor, clock, settings.validation().patience(), faults);
        ExternalAccounts external = new ExternalAccounts(policy.externalKeys(), policy.externalRequired());
        return new Endpoint.Table(
                new AccountEndpoint(accounts, terms, external, limits, orders, policy.ordersPerPage(), clock, urls),
                new OrderEndpoint(orders, authorizations, issuer, renewals, caa, limits, policy, faults, clock, urls),
                new ChallengeEndpoint(orders, validation, clock, urls),
                new CertificateEndpoint(issuer, orders, clock, urls),
                renewals,
                limits,
                terms);
    }

    private static SSLContext serverContext(CertificateAuthority authority) throws GeneralSecurityException {
        try (Secret password = Secret.ofText(Base64Url.token())) {
            KeyStore keys = authority.server("localhost", "127.0.0.1").issue().toKeyStore("https", password);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, password.exposeChars());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "gatehouse-testkit-acme");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The URL of the directory.
     *
     * @return an https URL of loopback
     */
    public URI directory() {
        return URI.create(urls.of(AcmeResource.DIRECTORY));
    }

    /**
     * The root of what the CA issues.
     *
     * @return a self-signed certificate
     */
    public X509Certificate root() {
        return issuer.root();
    }

    /**
     * The root of the alternate chains.
     *
     * @return a self-signed certificate, or empty when there are no alternates
     */
    public Optional<X509Certificate> alternateRoot() {
        return issuer.alternateRoot();
    }

    /**
     * From now on, suggests when to renew a certificate.
     *
     * @param certificate one that was issued here
     * @param window when
     */
    public void renewalWindow(X509Certificate certificate, RenewalWindow window) {
        IssuedCertificate issued = issuer.withSerial(certificate.getSerialNumber())
                .orElseThrow(() -> new IllegalArgumentException("this CA did not issue "
                        + certificate.getSubjectX500Principal() + ", " + certificate.getSerialNumber()));
        renewals.window(issued, window);
    }

    /**
     * From now on, accounts must have agreed to these terms.
     *
     * @param newTerms where they are read
     */
    public void changeTerms(URI newTerms) {
        terms.change(newTerms);
    }

    /**
     * The holder of an account agrees to the terms as they are now.
     *
     * @param account the account's URL
     */
    public void agreeToTerms(URI account) {
        urls.idIn(account.toString(), AcmeResource.ACCOUNT)
                .flatMap(accounts::find)
                .orElseThrow(() -> new IllegalArgumentException("this CA has no account " + account))
                .agreeTo(terms.current());
    }

    /**
     * The root of the CA's own HTTPS certificate.
     *
     * @return a self-signed certificate
     */
    public X509Certificate httpsTrust() {
        return httpsTrust;
    }

    /**
     * Everything asked so far.
     *
     * @return a copy
     */
    public List<AcmeRequest> requests() {
        return List.copyOf(requests);
    }

    /**
     * What is revoked now.
     *
     * @return a CRL of the intermediate that issues
     */
    public X509CRL crl() {
        return issuer.crl();
    }

    @Override
    public void close() {
        server.stop(0);
        publications.close();
        executor.shutdownNow();
    }
}
