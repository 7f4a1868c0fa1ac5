package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.CertbotFolder;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.ImportReport;
import io.gatehouse.acme.KeyCipher;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of {@code docs/guide/acme-store.md}. */
class AcmeStoreSnippetTest {
    @Test
    void keysAreEncryptedByTheEnvelopeCipher(@TempDir Path folder) {
        KeyEncryptionKey kek = KeyEncryptionKey.fromBytes(Secret.random(32));
        CertificateBundle bundle =
                CertificateAuthority.create("Root").server("shop.example.test").issue();
        // region encrypted
        EnvelopeCipher cipher = EnvelopeCipher.builder(kek).build();
        KeyCipher keys = KeyCipher.of(
                plain -> cipher.encrypt(Secret.ofBytes(plain))
                        .boundTo("acme", "private-key", 1)
                        .toBytes(),
                bytes -> cipher.decrypt(bytes).boundTo("acme", "private-key", 1).exposeBytes());
        CertificateStore store = CertificateStore.directory(folder, keys);
        // end
        store.commit("shop", bundle);

        assertThat(store.current("shop").orElseThrow().privateKey()).isEqualTo(bundle.privateKey());
        assertThat(folder.resolve("live/shop/fullchain.pem")).exists();
        assertThat(folder.resolve("live/shop/privkey.pem.enc")).exists();
        assertThat(folder.resolve("live/shop/privkey.pem")).doesNotExist();
    }

    @Test
    void anEarlierVersionComesBack(@TempDir Path folder) {
        CertificateStore store = CertificateStore.directory(folder);
        CertificateAuthority ca = CertificateAuthority.create("Root");
        store.commit("shop", ca.server("shop.example.test").issue());
        store.commit("shop", ca.server("shop.example.test").issue());
        // region rollback
        store.versions("shop").forEach(System.out::println);
        store.rollBack("shop", 1);
        // end
        assertThat(store.versions("shop").get(0).current()).isTrue();
    }

    @Test
    void certbotMovesIn(@TempDir Path letsencrypt, @TempDir Path folder) throws IOException {
        CertificateBundle bundle =
                CertificateAuthority.create("Root").server("shop.example.test").issue();
        Path live = Files.createDirectories(letsencrypt.resolve("live/shop"));
        Files.writeString(live.resolve("fullchain.pem"), bundle.fullchainPem());
        SecureFiles.write(live.resolve("privkey.pem"), bundle.privateKeyPem());
        Path registered = Files.createDirectories(letsencrypt.resolve("accounts/ca.test/dir/1"));
        Files.writeString(registered.resolve("regr.json"), "{\"uri\": \"https://ca.test/acct/1\"}");
        SecureFiles.write(registered.resolve("private_key.json"), bundle.privateKeyPem());
        CertificateStore store = CertificateStore.directory(folder);
        // region certbot
        ImportReport report = CertbotFolder.open(letsencrypt).importInto(store, Clock.systemUTC());
        report.problems().forEach(System.err::println);
        AccountKey account = report.accounts().get(0).key(); // for Certificates.builder(…).account(account)
        // end
        assertThat(report.certificates()).containsExactly("shop");
        assertThat(account.toString()).startsWith("AccountKey[");
        assertThat(store.current("shop").orElseThrow().chain()).isEqualTo(bundle.chain());
    }
}
