package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.Problem;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.MovableClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders of other clients that are partly broken: each fault is reported, and costs no other certificate. */
@DisabledOnOs(OS.WINDOWS)
class FolderImportTest {
    private static final CertificateAuthority AUTHORITY =
            CertificateAuthority.create("Root").intermediate("Intermediate");

    @TempDir
    Path temporary;

    private final MovableClock clock = MovableClock.stoppedNow();

    private Path theirs() {
        return temporary.resolve("theirs");
    }

    private CertificateStore store() {
        return CertificateStore.directory(temporary.resolve("ours"));
    }

    private ImportReport importCertbot() {
        return CertbotFolder.open(theirs()).importInto(store(), clock);
    }

    private ImportReport importLego() {
        return LegoFolder.open(theirs()).importInto(store(), clock);
    }

    /** As certbot does: four links, each to the file of one version. */
    private void certbotHas(String name, int version, CertificateBundle bundle) throws IOException {
        Path archive = Files.createDirectories(theirs().resolve("archive").resolve(name));
        Path live = Files.createDirectories(theirs().resolve("live").resolve(name));
        Files.writeString(archive.resolve("fullchain" + version + ".pem"), bundle.fullchainPem());
        SecureFiles.write(archive.resolve("privkey" + version + ".pem"), bundle.privateKeyPem());
        for (String file : new String[] {"fullchain", "privkey"}) {
            Files.deleteIfExists(live.resolve(file + ".pem"));
            Files.createSymbolicLink(
                    live.resolve(file + ".pem"), Path.of("../../archive", name, file + version + ".pem"));
        }
    }

    private void legoHas(String name, String chain, CertificateBundle bundle) throws IOException {
        Path certificates = Files.createDirectories(theirs().resolve("certificates"));
        Files.writeString(certificates.resolve(name + ".crt"), chain);
        Files.writeString(certificates.resolve(name + ".issuer.crt"), bundle.chainPem());
        SecureFiles.write(certificates.resolve(name + ".key"), bundle.privateKeyPem());
    }

    private static CertificateBundle issue(String name) {
        return AUTHORITY.server(name).issue();
    }

    @Test
    void everyFaultIsReportedAndTheRestComesIn() throws IOException {
        CertificateBundle good = issue("good.test");
        certbotHas("good", 1, good);
        certbotHas("gone", 1, issue("gone.test"));
        Files.delete(theirs().resolve("archive/gone/fullchain1.pem"));
        certbotHas("mixed", 1, issue("mixed.test"));
        SecureFiles.write(theirs().resolve("archive/mixed/privkey1.pem"), good.privateKeyPem());
        certbotHas("keyless", 1, issue("keyless.test"));
        Files.delete(theirs().resolve("archive/keyless/privkey1.pem"));
        certbotHas(
                "expired",
                1,
                AUTHORITY.server("old.test").validity(Duration.ofDays(1)).issue());
        Files.createDirectories(theirs().resolve("renewal"));
        Files.writeString(theirs().resolve("renewal/orphan.conf"), "version = 2.1.0\n");
        Files.writeString(theirs().resolve("live/README"), "This directory contains your keys and certificates.");
        clock.advance(Duration.ofDays(2));

        ImportReport report = importCertbot();

        assertThat(report.certificates()).containsExactly("good");
        assertThat(report.isComplete()).isFalse();
        assertThat(report.problems())
                .extracting(Problem::field)
                .containsExactly("expired", "gone", "keyless", "mixed", "orphan");
        assertThat(report.problems())
                .extracting(Problem::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("expired at").contains("Obtain a new one"),
                        message -> assertThat(message).contains("leads to no file"),
                        message -> assertThat(message).contains("privkey1.pem"),
                        message -> assertThat(message).contains("does not belong"),
                        message -> assertThat(message).contains("live/orphan"));
        assertThat(store().names()).containsExactly("good");
        assertThat(store().current("good").orElseThrow().privateKey()).isEqualTo(good.privateKey());
    }

    @Test
    void versionsKeepTheirOrderAndTheServedOneIsCurrent() throws IOException {
        CertificateBundle[] versions = {issue("a.test"), issue("a.test"), issue("a.test"), issue("a.test")};
        certbotHas("a", 2, versions[0]);
        certbotHas("a", 9, versions[1]);
        certbotHas("a", 11, versions[3]);
        certbotHas("a", 10, versions[2]);

        assertThat(importCertbot().problems()).isEmpty();

        assertThat(store().versions("a"))
                .extracting(CertificateVersion::serial)
                .containsExactly(
                        versions[0].serialNumber(),
                        versions[1].serialNumber(),
                        versions[2].serialNumber(),
                        versions[3].serialNumber());
        assertThat(store().current("a").orElseThrow().fingerprint()).isEqualTo(versions[2].fingerprint());
    }

    @Test
    void brokenOlderVersionIsReportedAndTheCurrentComesIn() throws IOException {
        CertificateBundle current = issue("a.test");
        certbotHas("a", 1, issue("a.test"));
        certbotHas("a", 2, current);
        Files.writeString(theirs().resolve("archive/a/fullchain1.pem"), "no certificate");

        ImportReport report = importCertbot();

        assertThat(report.certificates()).containsExactly("a");
        assertThat(report.problems()).extracting(Problem::field).containsExactly("a, fullchain1.pem");
        assertThat(store().versions("a")).hasSize(1);
        assertThat(store().current("a").orElseThrow().fingerprint()).isEqualTo(current.fingerprint());
    }

    @Test
    void importThatWasCutShortGoesOn() throws IOException {
        CertificateBundle first = issue("a.test");
        CertificateBundle second = issue("a.test");
        certbotHas("a", 1, first);
        certbotHas("a", 2, second);
        store().commit("a", first);

        assertThat(importCertbot().problems()).isEmpty();

        assertThat(store().versions("a")).hasSize(2);
        assertThat(store().current("a").orElseThrow().fingerprint()).isEqualTo(second.fingerprint());
    }

    @Test
    void versionsOfOurOwnAreNotTouched() throws IOException {
        CertificateBundle ours = issue("a.test");
        store().commit("a", ours);
        certbotHas("a", 1, issue("a.test"));

        assertThat(importCertbot().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("versions of its own"));
        assertThat(store().current("a").orElseThrow().fingerprint()).isEqualTo(ours.fingerprint());
    }

    @Test
    void accountThatIsBrokenIsReported() throws IOException {
        Path account = Files.createDirectories(theirs().resolve("accounts/ca.test/directory/0123"));
        Files.createDirectories(theirs().resolve("live"));
        SecureFiles.write(account.resolve("private_key.json"), "{}".getBytes(StandardCharsets.UTF_8));
        for (String regr : new String[] {"[]", "{\"body\": {}}", "{\"uri\": \"https://ca.test/acct/1\"}"}) {
            Files.writeString(account.resolve("regr.json"), regr);

            ImportReport report = importCertbot();

            assertThat(report.accounts()).isEmpty();
            assertThat(report.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).contains("accounts/ca.test/directory/0123"));
        }
    }

    @Test
    void legoWithoutItsBundleIsPutTogether() throws IOException {
        CertificateBundle bundled = issue("a.test");
        CertificateBundle apart = issue("b.test");
        legoHas("a", bundled.fullchainPem(), bundled);
        legoHas("b", apart.certificatePem(), apart);
        legoHas("c", issue("c.test").fullchainPem(), bundled);

        ImportReport report = importLego();

        assertThat(report.certificates()).containsExactly("a", "b");
        assertThat(report.problems()).extracting(Problem::field).containsExactly("c");
        assertThat(store().current("a").orElseThrow().chain()).isEqualTo(bundled.chain());
        assertThat(store().current("b").orElseThrow().chain()).isEqualTo(apart.chain());
    }

    @Test
    void legosAccountOfEitherVersionIsRead() throws IOException {
        String key = PrivateKeys.toPem(issue("a.test").privateKey());
        Path four = Files.createDirectories(theirs().resolve("accounts/ca.test_14000/four@example.test/keys"));
        SecureFiles.write(four.resolve("four@example.test.key"), key.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(four.resolveSibling("account.json"), """
                {"email": "four@example.test", "registration": {"body": {}, "uri": "https://ca.test/acct/4"}}
                """);
        Path five = Files.createDirectories(theirs().resolve("accounts/ca.test_14000/five"));
        SecureFiles.write(five.resolve("five.key"), key.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(five.resolve("account.json"), """
                {"id": "five", "server": "https://ca.test/dir", "registration": {"accountURL": "https://ca.test/acct/5"}}
                """);

        ImportReport report = importLego();

        assertThat(report.problems()).isEmpty();
        assertThat(report.accounts())
                .extracting(account -> account.uri().toString())
                .containsExactlyInAnyOrder("https://ca.test/acct/4", "https://ca.test/acct/5");
        AccountUrls known = new AccountUrls(store());
        PublicKey account = PrivateKeys.publicKeyOf(PrivateKeys.parse(key));
        assertThat(known.find(URI.create("https://ca.test/dir"), account))
                .as("no start asks the CA for it")
                .contains(URI.create("https://ca.test/acct/5"));
        assertThat(store().states(StateKind.ACCOUNT))
                .as("version 4 does not say whose it is")
                .hasSize(1);

        known.keep(URI.create("https://ca.test/dir"), account, URI.create("https://ca.test/acct/6"));
        importLego();
        assertThat(known.find(URI.create("https://ca.test/dir"), account))
                .as("found out since")
                .contains(URI.create("https://ca.test/acct/6"));
        assertThat(report.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void accountKeyOpenToOthersIsTakenFromAClosedFolderOnly() throws IOException {
        Path account = Files.createDirectories(theirs().resolve("accounts/ca.test/old"));
        Files.writeString(account.resolve("account.json"), "{\"registration\": {\"uri\": \"https://ca.test/acct/4\"}}");
        Path key = Files.writeString(
                account.resolve("old.key"), PrivateKeys.toPem(issue("a.test").privateKey()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(importLego().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("open to others"));
        Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rwx------"));
        assertThat(importLego().accounts()).hasSize(1);
    }

    @Test
    void anotherFolderIsRefused() {
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> CertbotFolder.open(temporary))
                .withMessageContaining("--config-dir");
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> LegoFolder.open(temporary))
                .withMessageContaining("--path");
    }

    @Test
    void certbotsFolderUsedInPlaceIsReadAndNotWritten() throws IOException {
        CertificateBundle bundle = issue("a.test");
        certbotHas("a", 1, bundle);
        CertificateStore inPlace = CertificateStore.directory(theirs());

        assertThat(inPlace.current("a").orElseThrow().fingerprint()).isEqualTo(bundle.fingerprint());
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> inPlace.commit("a", issue("a.test")))
                .withMessageContaining("CertbotFolder.open(" + theirs() + ")");
    }
}
