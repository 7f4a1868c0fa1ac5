package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.MovableClock;
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of a certificate's files is told with its field and what to do; a good certificate is let through. */
class CertificateCheckTest {
    private static final String HOST = "app.example.org";

    @TempDir
    private Path folder;

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    private final CertificateAuthority root =
            CertificateAuthority.builder("Test root").clock(clock).build();
    private final CertificateAuthority intermediate = root.intermediate("Test intermediate");

    @Test
    void letsAGoodOneThrough() {
        CertificateReport report = check(write(good()), HOST);

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes()).singleElement().satisfies(note -> {
            assertThat(note.field()).isEqualTo("certificates[0].fullchain");
            assertThat(note.message()).contains("no OCSP responder");
        });
        assertThat(report.requireSound()).isEqualTo(report);
    }

    @Test
    void hasNothingToSayOfStaplingWhereThereIsAResponder() {
        URI responder = URI.create("http://ocsp.example.org");

        assertThat(check(write(intermediate.server(HOST).ocspUrl(responder).issue()), HOST)
                        .notes())
                .isEmpty();
    }

    @Test
    void tellsEveryMissingFile() {
        CertificatePaths paths = CertificatePaths.in(folder.resolve("nowhere"));

        assertThat(check(paths, HOST).problems())
                .extracting(Problem::field)
                .containsExactly("certificates[0].fullchain", "certificates[0].privateKey");
        assertThatThrownBy(() -> check(paths, HOST).requireSound())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("certificates[0].fullchain: There is no file")
                .hasMessageContaining("certificates[0].privateKey: There is no file");
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws IOException {
        CertificatePaths paths = write(good());
        Files.setPosixFilePermissions(paths.privateKey(), PosixFilePermissions.fromString("rw-r--r--"));

        assertProblem(check(paths, HOST), "privateKey", "open to others", "chmod 06");
    }

    @Test
    void refusesAPublicChainFileWithTheKeyInIt() throws IOException {
        CertificatePaths paths = write(good());
        Files.writeString(
                paths.fullchain(), Files.readString(paths.fullchain()) + Files.readString(paths.privateKey()));

        assertProblem(check(paths, HOST), "fullchain", "holds a secret and is open to others");
        Files.setPosixFilePermissions(paths.fullchain(), PosixFilePermissions.fromString("rw-------"));
        assertThat(check(paths, HOST).problems()).isEmpty();
    }

    @Test
    void refusesAnEncryptedKey() throws IOException {
        CertificateBundle bundle = good();
        CertificatePaths paths = write(bundle);
        Files.writeString(
                paths.privateKey(), PrivateKeys.toEncryptedPem(bundle.privateKey(), Secret.ofText("passphrase")));

        assertProblem(check(paths, HOST), "privateKey", "encrypted", "store the key in the clear");
    }

    @Test
    void refusesTheKeyOfAnother() throws IOException {
        CertificatePaths paths = write(good());
        Files.writeString(paths.privateKey(), PrivateKeys.toPem(good().privateKey()));

        assertProblem(check(paths, HOST), "privateKey", "belongs to another certificate than CN=" + HOST);
    }

    @Test
    void namesTheRightOrder() throws IOException {
        CertificateBundle bundle = good();
        List<X509Certificate> reversed = new ArrayList<>(bundle.chain());
        Collections.reverse(reversed);
        CertificatePaths paths = write(bundle);
        writeChain(paths, reversed);

        assertProblem(
                check(paths, HOST), "fullchain", "The right order is: \"CN=" + HOST + "\", \"CN=Test intermediate\"");
    }

    @Test
    void findsTheLeafAmongUnrelatedCertificates() throws IOException {
        CertificateBundle bundle = good();
        CertificatePaths paths = write(bundle);
        X509Certificate stranger = CertificateAuthority.create("Stranger").certificate();
        writeChain(paths, List.of(stranger, bundle.leaf(), intermediate.certificate()));

        List<Problem> problems = check(paths, "other.example.org").problems();

        assertThat(problems).extracting(Problem::field).containsOnly("certificates[0].fullchain");
        assertThat(problems)
                .extracting(Problem::message)
                .satisfiesExactly(
                        order -> assertThat(order).contains("The chain is broken"),
                        names -> assertThat(names).contains("does not cover other.example.org"));
    }

    @Test
    void notesTheRootAndTheLackOfAnIntermediate() throws IOException {
        CertificateBundle bundle = good();
        CertificatePaths paths = write(bundle);
        writeChain(paths, List.of(bundle.leaf(), intermediate.certificate(), root.certificate()));

        assertThat(check(paths, HOST).problems()).isEmpty();
        assertThat(check(paths, HOST).notes().toString()).contains("ends with the root CN=Test root");
        writeChain(paths, List.of(bundle.leaf()));
        assertThat(check(paths, HOST).problems()).isEmpty();
        assertThat(check(paths, HOST).notes().toString()).contains("fullchain.pem, not cert.pem");
    }

    @Test
    void refusesAChainWithoutItsLeaf() throws IOException {
        CertificatePaths paths = write(good());
        writeChain(paths, List.of(intermediate.certificate()));

        List<Problem> problems = check(paths, HOST).problems();

        assertThat(problems.toString())
                .contains("privateKey: belongs to another certificate than CN=Test intermediate")
                .contains("begins with CN=Test intermediate, an authority");
    }

    @Test
    void takesASelfSignedOneWithANote() {
        TestCertificates certificates = TestCertificates.create(clock, HOST);

        CertificateReport report = check(write(certificates.selfSigned()), HOST);

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes().toString()).contains("signed by itself");
    }

    @Test
    void namesTheHostsThatAreNotCovered() {
        CertificatePaths paths =
                write(intermediate.server("*.example.org", "bücher.example").issue());

        assertThat(check(paths, HOST, "*.example.org", "bücher.example").problems())
                .isEmpty();
        CertificateReport report = check(paths, HOST, "example.org", "a.b.example.org", "münchen.example");
        assertProblem(
                report,
                "fullchain",
                "does not cover example.org, a.b.example.org, xn--mnchen-3ya.example (münchen.example)",
                "it names *.example.org, xn--bcher-kva.example (bücher.example)",
                "* stands for exactly one label");
    }

    @Test
    void doesNotTakeTheCommonNameForAName() {
        assertThat(check(write(intermediate.client(HOST).issue()), HOST)
                        .problems()
                        .toString())
                .contains("the common name does not count")
                .contains("not issued for TLS servers");
    }

    @Test
    void looksAtTheClock() {
        CertificatePaths paths =
                write(intermediate.server(HOST).validity(Duration.ofDays(30)).issue());
        CertificateCheck week = CertificateCheck.by(clock).leastLife(Duration.ofDays(7));

        clock.advance(Duration.ofDays(23));
        assertThat(check(week, paths).problems()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertProblem(check(week, paths), "fullchain", "ends 2026-03-31T00:00:00Z, sooner than PT168H");
        assertThat(check(paths, HOST).problems()).isEmpty();
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        assertProblem(check(paths, HOST), "fullchain", "ended 2026-03-31T00:00:00Z", "renew it");
        clock.set(Instant.parse("2026-02-28T00:00:00Z"));
        assertThat(check(paths, HOST).problems())
                .hasSize(2)
                .allMatch(problem -> problem.message().contains("is not valid before"));
    }

    @Test
    void refusesWhatServersDoNotStartWith() {
        TestCertificates certificates = TestCertificates.create(clock, HOST);

        assertProblem(check(write(certificates.weakKey()), HOST), "fullchain", "RSA key of 1024 bits");
        assertProblem(check(write(certificates.weakSignature()), HOST), "fullchain", "signed with SHA1with");
    }

    @Test
    void wantsOneOfEachKindForTheSameHosts() {
        CertificatePaths ecdsa = write(good());
        CertificatePaths rsa =
                write(intermediate.server(HOST).keyType(KeyType.RSA_2048).issue(), folder.resolve("rsa"));
        CertificatePaths other = write(intermediate.server("other.example.org").issue(), folder.resolve("other"));

        assertThat(check(List.of(rsa, ecdsa), TlsPolicy.intermediate()).problems())
                .isEmpty();
        assertThat(check(List.of(ecdsa, other), TlsPolicy.intermediate()).problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        names -> assertThat(names).startsWith("certificates[1].fullchain: does not cover " + HOST),
                        kinds -> assertThat(kinds).startsWith("certificates: hold two with an ECDSA key"));
    }

    @Test
    void readsWhatSitesShareOnce() {
        CertificatePaths shared = write(intermediate.server("*.example.org").issue());
        CertificatePaths missing = CertificatePaths.in(folder.resolve("nowhere"));
        ReverseProxy proxy = ReverseProxy.builder()
                .site(site("a.example.org", shared))
                .site(site("b.example.net", shared))
                .site(site("c.example.net", missing))
                .site(site("d.example.net", missing))
                .build();

        CertificateReport report = CertificateCheck.by(clock).check(proxy);

        assertThat(report.problems())
                .extracting(Problem::field)
                .containsExactly(
                        "sites[1].certificates[0].fullchain",
                        "sites[2].certificates[0].fullchain",
                        "sites[2].certificates[0].privateKey");
        assertThat(report.notes()).extracting(Problem::field).containsExactly("sites[0].certificates[0].fullchain");
    }

    @Test
    void setsTheKeyAgainstThePolicy() {
        CertificatePaths rsa =
                write(intermediate.server(HOST).keyType(KeyType.RSA_2048).issue());
        TlsPolicy modern = TlsPolicy.modern();
        TlsPolicy onlyEcdsa = TlsPolicy.custom("To show that an RSA key is of no use to it.")
                .protocols(TlsVersion.TLS_1_2)
                .ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
                .cipherSuites()
                .build();

        assertThat(check(List.of(rsa), TlsPolicy.intermediate()).notes()).hasSize(1);
        assertThat(check(List.of(rsa), modern).problems()).isEmpty();
        assertThat(check(List.of(rsa), modern).notes())
                .contains(new Problem("certificates", "hold [RSA], and the modern profile is meant for [ecdsa]"));
        assertThat(check(List.of(rsa), onlyEcdsa).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("no handshake works", "an ECDSA key"));
    }

    @Test
    void missesASuiteForClientsBeforeTls13() {
        CertificatePaths ecdsa = write(good());
        CertificatePaths rsa =
                write(intermediate.server(HOST).keyType(KeyType.RSA_2048).issue(), folder.resolve("rsa"));
        TlsPolicy rsaSuites = TlsPolicy.custom("To show that TLS 1.3 hides it from whoever tries with a browser.")
                .ciphers("ECDHE-RSA-AES128-GCM-SHA256")
                .build();
        TlsPolicy ecdsaSuites = TlsPolicy.custom("To show the reverse.")
                .ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
                .build();

        assertThat(check(List.of(ecdsa), rsaSuites).problems())
                .containsExactly(
                        new Problem(
                                "certificates",
                                "hold [ECDSA], which no cipher suite of the policy signs with: only TLS 1.3 works, and clients before"
                                        + " it are turned away; give a certificate with an RSA key as well, or allow TLS 1.3 alone"));
        assertThat(check(List.of(rsa), ecdsaSuites).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("hold [RSA]", "an ECDSA key as well"));
        assertThat(check(List.of(ecdsa, rsa), rsaSuites).problems()).isEmpty();
    }

    @Test
    void tellsWhoWouldStapleWhatMustBeStapled() throws IOException {
        CertificatePaths paths = CertificatePaths.in(folder);
        try (InputStream pem = CertificateCheckTest.class.getResourceAsStream("/certificates/must-staple.pem")) {
            Files.write(paths.fullchain(), Objects.requireNonNull(pem).readAllBytes());
        }

        assertThat(check(paths, HOST).problems())
                .filteredOn(problem -> problem.field().equals("certificates[0].fullchain"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("demands a stapled OCSP answer", "Caddy staples", "issued without must-staple"));
    }

    @Test
    void refusesBrokenPem() throws IOException {
        CertificatePaths paths = write(good());
        String pem = Files.readString(paths.fullchain());

        Files.writeString(paths.fullchain(), pem.substring(0, pem.length() - 40));
        assertProblem(check(paths, HOST), "fullchain", "no END line");
        Files.writeString(paths.fullchain(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertProblem(check(paths, HOST), "fullchain", "certificate 1 is broken");
        Files.writeString(paths.fullchain(), "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n");
        assertProblem(check(paths, HOST), "fullchain", "holds no certificate");
    }

    @Test
    void wantsTheBundleOfTheDay() {
        CertificatePaths paths = write(good()).withBundle(folder.resolve("bundle.pem"));

        assertProblem(check(paths, HOST), "bundle", "is missing", "HaproxyBundle.refresh");
        HaproxyBundle.refresh(paths);
        assertThat(check(paths, HOST).problems()).isEmpty();
        write(good());
        assertProblem(check(paths, HOST), "bundle", "not of this chain and key");
    }

    private CertificateBundle good() {
        return intermediate.server(HOST).issue();
    }

    private CertificateReport check(CertificatePaths paths, String... hosts) {
        return CertificateCheck.by(clock).check(proxy(TlsPolicy.intermediate(), List.of(paths), hosts));
    }

    private CertificateReport check(List<CertificatePaths> certificates, TlsPolicy policy) {
        return CertificateCheck.by(clock).check(proxy(policy, certificates, HOST));
    }

    private static CertificateReport check(CertificateCheck check, CertificatePaths paths) {
        return check.check(proxy(TlsPolicy.intermediate(), List.of(paths), HOST));
    }

    private static ReverseProxy proxy(TlsPolicy policy, List<CertificatePaths> certificates, String... hosts) {
        return ReverseProxy.forHosts(hosts)
                .tls(policy, certificates.toArray(CertificatePaths[]::new))
                .route("/", "http://127.0.0.1:3000")
                .build();
    }

    private static Site.Builder site(String host, CertificatePaths certificate) {
        return Site.forHosts(host).tls(TlsPolicy.intermediate(), certificate).route("/", "http://127.0.0.1:3000");
    }

    private CertificatePaths write(CertificateBundle bundle) {
        return write(bundle, folder);
    }

    private static CertificatePaths write(CertificateBundle bundle, Path folder) {
        return CertificateFolder.write(bundle, folder);
    }

    private static void writeChain(CertificatePaths paths, List<X509Certificate> certificates) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            pem.append(CertificateBundle.of(List.of(certificate)).certificatePem());
        }
        Files.write(paths.fullchain(), pem.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertProblem(CertificateReport report, String file, String... parts) {
        assertThat(report.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("certificates[0]." + file);
            assertThat(problem.message()).contains(parts);
        });
    }
}
