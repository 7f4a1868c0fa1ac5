package io.gatehouse.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClientTrustTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.create("Clients");
    private static final CertificateAuthority OTHER = CertificateAuthority.create("Other clients");

    @Test
    void takesAuthoritiesAmongOtherText() {
        ClientTrust trust = ClientTrust.parse("# ours\n" + ROOT.certificatePem() + OTHER.certificatePem());

        assertThat(trust.names())
                .containsExactlyInAnyOrder(
                        ROOT.certificate().getSubjectX500Principal(),
                        OTHER.certificate().getSubjectX500Principal());
        assertThat(trust.toString()).contains("CN=Clients", "0 revocation lists");
    }

    @Test
    void refusesWhatWouldLockEverybodyOut() {
        String leaf = ROOT.client("agent").issue().certificatePem();

        assertThatThrownBy(() -> ClientTrust.parse("nothing")).isInstanceOf(InvalidModelException.class);
        assertThatThrownBy(() -> ClientTrust.parse(ROOT.crlPem()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nobody would be let in");
        assertThatThrownBy(() -> ClientTrust.parse(leaf))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("CN=agent is no authority");
        assertThatThrownBy(() -> ClientTrust.parse(ROOT.certificatePem(), leaf))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("none is signed by CN=Clients");
    }

    @Test
    void wantsAListOfEachAuthorityByItsOwnKey() {
        CertificateAuthority sameName = CertificateAuthority.create("Clients");
        String both = ROOT.certificatePem() + OTHER.certificatePem();

        assertThat(ClientTrust.parse(both, OTHER.crlPem() + ROOT.crlPem()).hasLists())
                .isTrue();
        assertThatThrownBy(() -> ClientTrust.parse(both, ROOT.crlPem())).hasMessageContaining("CN=Other clients");
        assertThatThrownBy(() -> ClientTrust.parse(both, sameName.crlPem() + OTHER.crlPem()))
                .hasMessageContaining("CN=Clients: add one of its own")
                .hasMessageNotContaining("CN=Other clients");
    }

    @Test
    void saysWhichListIsStale() {
        ClientTrust trust = ClientTrust.parse(ROOT.certificatePem(), ROOT.crlPem());

        assertThat(trust.staleAt(Instant.now())).isEmpty();
        assertThat(trust.staleAt(Instant.now().plus(Duration.ofDays(8))))
                .singleElement()
                .asString()
                .contains("no list of CN=Clients is current");
        assertThat(trust.staleAt(Instant.now().minus(Duration.ofDays(8)))).hasSize(1);
        assertThat(ClientTrust.parse(ROOT.certificatePem()).staleAt(Instant.MAX))
                .isEmpty();
    }

    @Test
    void knowsWhoIsRevoked() {
        CertificateAuthority authority = CertificateAuthority.create("Clients");
        CertificateBundle agent = authority.client("agent").issue();
        authority.revoke(agent.leaf(), RevocationReason.SUPERSEDED);
        ClientTrust trust = ClientTrust.parse(authority.certificatePem(), authority.crlPem());

        assertThat(trust.revokes(agent.leaf())).isTrue();
        assertThat(trust.revokes(authority.client("agent").issue().leaf())).isFalse();
        assertThat(trust.revokes(ROOT.client("agent").issue().leaf())).isFalse();
    }
}
