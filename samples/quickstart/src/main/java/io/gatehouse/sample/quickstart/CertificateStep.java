package io.gatehouse.sample.quickstart;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.sample.quickstart.Journal.Fact;
import io.gatehouse.sample.quickstart.Journal.Proofs;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.DnsUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Orders a certificate for a name and its wildcard from the in-process CA, over DNS-01 through RFC 2136. */
final class CertificateStep implements AutoCloseable {
    static final String NAME = "semaphore.example.test";
    static final CertificateRequest REQUEST = CertificateRequest.forNames(NAME, "*." + NAME);

    private final Path folder;
    private final DnsServer dns = DnsServer.withZone("example.test").start();
    private final AcmeServer ca = AcmeServer.builder().dns(dns).start();
    private final DnsProvider provider = DnsProviders.named("rfc2136", dns.rfc2136Settings());

    /**
     * @param folder takes the account's key and the certificates
     */
    CertificateStep(Path folder) {
        this.folder = folder;
    }

    Certificates run(Proofs proofs) {
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder))
                .solver(Dns01Solver.builder(provider)
                        .resolver(dns.address())
                        .authoritativePort(dns.address().getPort())
                        .pollInterval(Duration.ofMillis(100))
                        .build())
                .build();
        CertificateBundle bundle = certificates.obtain(REQUEST);
        proofs.that(
                "one certificate for the name and its wildcard",
                bundle.covers(DomainName.of(NAME)) && bundle.covers(DomainName.of("app." + NAME)),
                bundle.names() + " until " + bundle.notAfter());
        challenges(proofs);
        chain(bundle, proofs);
        long orders = newOrders();
        certificates.obtain(REQUEST);
        proofs.that("asked again, the store answers", newOrders() == orders, newOrders() + " order at the CA in all");
        proofs.that(
                "certbot's files are there",
                Files.exists(live().resolve("fullchain.pem")) && Files.exists(live().resolve("privkey.pem")),
                folder.getFileName() + "/live/" + NAME + "/{cert,chain,fullchain,privkey}.pem");
        return certificates;
    }

    private void challenges(Proofs proofs) {
        String name = "_acme-challenge." + NAME;
        long added = dns.updates().stream()
                .filter(update -> update.rcode().equals("NOERROR"))
                .flatMap(update -> update.changes().stream())
                .filter(change ->
                        change.action() == DnsUpdate.Action.ADD && change.name().equals(name))
                .map(DnsUpdate.Change::value)
                .distinct()
                .count();
        proofs.that("two TXT values stood at " + name, added == 2, added + " values, by DNS UPDATE signed with TSIG");
        List<String> left = dns.txt(name);
        proofs.that("and none is left behind", left.isEmpty(), left.size() + " left");
    }

    private void chain(CertificateBundle bundle, Proofs proofs) {
        List<X509Certificate> chain = new ArrayList<>(bundle.chain());
        chain.add(ca.rootCertificate());
        // of() refuses a chain in which one certificate did not sign the one before.
        CertificateBundle whole = CertificateBundle.of(chain);
        proofs.that(
                "the chain leads to the CA's root",
                whole.intermediates().contains(ca.rootCertificate()),
                chain.size() + " certificates, leaf first");
    }

    private long newOrders() {
        return ca.requests(AcmeResource.NEW_ORDER).stream()
                .filter(request -> request.status() == 201)
                .count();
    }

    Path live() {
        return folder.resolve("live").resolve(NAME);
    }

    X509Certificate trustAnchor() {
        return ca.rootCertificate();
    }

    List<Fact> facts(CertificateBundle bundle) {
        List<Fact> facts = new ArrayList<>();
        for (X509Certificate certificate : bundle.chain()) {
            facts.add(new Fact(
                    certificate.getSubjectX500Principal().getName().isEmpty()
                            ? "leaf"
                            : certificate.getSubjectX500Principal().getName(),
                    "issued by " + certificate.getIssuerX500Principal().getName() + ", "
                            + certificate.getPublicKey().getAlgorithm() + ", "
                            + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant()));
        }
        facts.add(new Fact(
                "trust anchor", ca.rootCertificate().getSubjectX500Principal().getName()));
        facts.add(new Fact("names", bundle.names().toString()));
        facts.add(new Fact("SHA-256 of the leaf", bundle.fingerprint()));
        return facts;
    }

    @Override
    public void close() {
        provider.close();
        ca.close();
        dns.close();
    }
}
