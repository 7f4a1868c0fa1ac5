package io.gatehouse.provider.dns.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.fixture.dns.GoogleCloudDnsServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceAccountTest {
    private static final URI SERVER = URI.create("http://127.0.0.1:1");
    private static final String FILE = GoogleCloudDnsServer.serviceAccount(SERVER);

    private static void assertRefused(String file) {
        assertThat(file).isNotEqualTo(FILE);
        assertThatThrownBy(() -> DnsProviders.named("google", Map.of("service-account", file)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("the JSON that Google's console gave")
                .hasMessageNotContaining("PRIVATE KEY");
    }

    @Test
    void whatIsNoKeyFileIsRefusedWithoutBeingShown() {
        assertRefused("no JSON");
        assertRefused(FILE.substring(0, FILE.length() / 2));
        assertRefused(FILE.replace("private_key\"", "another\""));
        assertRefused(FILE.replace("PRIVATE KEY-----\\nM", "PRIVATE KEY-----\\nN"));
        assertRefused(FILE.replace("127.0.0.1", "vendor.test"));
        assertRefused(FILE.replace("http://127.0.0.1:1/token", "nowhere"));
    }

    @Test
    void aKeyThatGoogleDoesNotTakeIsRefused() {
        String pem = PrivateKeys.toPem(PrivateKeys.generate(KeyType.EC_P256).getPrivate());
        assertRefused(FILE.replaceAll("-----BEGIN.*END PRIVATE KEY-----\\\\n", pem.replace("\n", "\\\\n")));
    }

    @Test
    void aFileWithoutProjectNeedsTheSetting() {
        String file = FILE.replace("\"project_id\"", "\"another\"");
        assertThatThrownBy(() -> DnsProviders.named("google", Map.of("service-account", file)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("project: is missing");
        DnsProviders.named("google", Map.of("service-account", file, "project", "p"))
                .close();
    }

    @Test
    void theAssertionIsSignedAndGoodForAnHour() throws Exception {
        ServiceAccount account = ServiceAccount.parse(Secret.ofText(FILE));
        String[] parts = account.assertion(Instant.ofEpochSecond(1_000_000)).split("\\.", -1);
        assertThat(decoded(parts[0])).contains("\"alg\":\"RS256\"", "\"kid\":\"" + account.keyId() + "\"");
        assertThat(decoded(parts[1])).contains("\"aud\":\"" + SERVER + "/token\"", "\"iat\":1000000,\"exp\":1003600");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(PrivateKeys.publicKeyOf(account.key()));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        assertThat(account.toString()).isEqualTo("service account " + account.email());
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
