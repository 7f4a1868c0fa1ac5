package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** A chain is found by any part of an issuer's name; acme4j's own choice wants the whole name to be one CN. */
class ChainChoiceTest {
    private static final URI ALTERNATE = URI.create("https://ca.test/cert/1/alternate");

    private final List<X509Certificate> cross =
            List.of(issuedBy("CN=ISRG Root X1,O=Internet Security Research Group,C=US"));
    private final List<X509Certificate> direct = List.of(issuedBy("CN=Root YE,O=ISRG,C=US"));
    private final DownloadedChain offered = new DownloadedChain(cross, List.of(ALTERNATE));
    private final List<URI> fetched = new ArrayList<>();

    private DownloadedChain fetch(URI location) {
        fetched.add(location);
        return new DownloadedChain(direct, List.of());
    }

    /** Without any extension. */
    static X509Certificate issuedBy(String issuer) {
        try {
            KeyPair key = PrivateKeys.generate(KeyType.EC_P256);
            Instant now = Instant.now();
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    new X500Name(issuer),
                                    BigInteger.ONE,
                                    Date.from(now),
                                    Date.from(now.plusSeconds(60)),
                                    new X500Name("CN=leaf"),
                                    key.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void issuerIsMatchedByAnyPartOfItsName() {
        assertThat(ChainPreference.issuedBy("ISRG Root X1").fits(cross)).isTrue();
        assertThat(ChainPreference.issuedBy("internet security").fits(cross)).isTrue();
        assertThat(ChainPreference.issuedBy("Root YE").fits(cross)).isFalse();
    }

    @Test
    void alternateIsFetchedOnlyWhenItIsNeeded() {
        assertThat(new ChainChoice(Optional.of(ChainPreference.issuedBy("ISRG Root X1"))).choose(offered, this::fetch))
                .isEqualTo(cross);
        assertThat(fetched).isEmpty();

        assertThat(new ChainChoice(Optional.of(ChainPreference.issuedBy("Root YE"))).choose(offered, this::fetch))
                .isEqualTo(direct);
        assertThat(fetched).containsExactly(ALTERNATE);
    }

    @Test
    void choiceOfTheCaStandsWhenNothingMatchesOrIsWanted() {
        assertThat(new ChainChoice(Optional.of(ChainPreference.issuedBy("Nobody"))).choose(offered, this::fetch))
                .isEqualTo(cross);
        assertThat(new ChainChoice(Optional.empty()).choose(offered, this::fetch))
                .isEqualTo(cross);
    }

    @Test
    void crossSignedAuthorityIsFoundByKeyAndIssuer() {
        CertificateAuthority old = CertificateAuthority.create("Old root");
        CertificateAuthority authority = CertificateAuthority.create("New root").intermediate("Issuing");
        X509Certificate crossSigned = old.crossSign(authority.certificate());
        X509Certificate leaf = authority.server("shop.test").issue().leaf();
        List<X509Certificate> direct = List.of(leaf, authority.certificate());
        List<X509Certificate> cross = List.of(leaf, crossSigned);
        DownloadedChain both = new DownloadedChain(direct, List.of(ALTERNATE));

        assertThat(choice(ChainPreference.through(crossSigned))
                        .choose(both, location -> new DownloadedChain(cross, List.of())))
                .isEqualTo(cross);
        assertThat(choice(ChainPreference.through(authority.certificate())).choose(both, this::fetch))
                .isEqualTo(direct);
        // The key is the same in both, so the CA's own choice has it.
        assertThat(choice(ChainPreference.through(crossSigned.getPublicKey())).choose(both, this::fetch))
                .isEqualTo(direct);
        assertThat(choice(ChainPreference.through(old.root()))
                        .choose(both, location -> new DownloadedChain(cross, List.of())))
                .as("a root that is in no chain")
                .isEqualTo(direct);
    }

    private static ChainChoice choice(ChainPreference preference) {
        return new ChainChoice(Optional.of(preference));
    }
}
