package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.contract.DnsProviderContract;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;

/** The contract against moto, which checks signatures; the condition of a change is shown in Route53ConditionTest. */
class Route53ContractIT extends DnsProviderContract {
    @RegisterExtension
    static final Peers peers = Peers.create();

    private static Moto moto;
    private static Route53Client admin;
    private static String zoneId;
    private static String childId;
    private static String secondId;

    @BeforeAll
    static void startMoto() throws IOException, InterruptedException {
        moto = Moto.start(peers);
        admin = moto.admin();
        zoneId = create("example.test", false);
        childId = create("child.example.test", false);
        create("twice.test", false);
        secondId = create("twice.test", false);
        create("inside.test", true);
        create("example.test", true);
        moto.checkSignatures();
    }

    @AfterAll
    static void close() {
        admin.close();
    }

    private static String create(String name, boolean isPrivate) {
        return HostedZones.idIn(admin.createHostedZone(request -> request.name(name)
                        .callerReference(name + isPrivate)
                        .hostedZoneConfig(config -> config.comment("test").privateZone(isPrivate)))
                .hostedZone()
                .id());
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected Optional<DnsZone> childZone() {
        return Optional.of(DnsZone.of("child.example.test"));
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return TakesTurns.of(moto.writer().provider());
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return new Account(
                        moto.writer().keyId(),
                        moto.nobody().secret(),
                        moto.writer().endpoint())
                .provider();
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return new Account(
                        moto.writer().keyId(),
                        moto.writer().secret(),
                        URI.create("http://127.0.0.1:" + LoopbackPorts.free()))
                .provider();
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(moto.writer().secret(), moto.nobody().secret());
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return admin
                .listResourceRecordSets(request -> request.hostedZoneId(
                                name.isAtOrBelow(DomainName.of("child.example.test")) ? childId : zoneId)
                        .startRecordName(name.text() + ".")
                        .startRecordType(RRType.TXT))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.type() == RRType.TXT && set.name().equals(name.text() + "."))
                .flatMap(set -> set.resourceRecords().stream())
                .map(ResourceRecord::value)
                .map(TxtPresentation::parseOctal)
                .toList();
    }

    @Test
    void privateZonesAreNeitherListedNorWritten() {
        try (DnsProvider provider = provider()) {
            assertThat(provider.zones()).contains(zone()).doesNotContain(DnsZone.of("inside.test"));
            Account.assertFails(provider, "inside.test", Kind.NO_SUCH_ZONE)
                    .hasMessageContaining("no public hosted zone inside.test");
        }
    }

    @Test
    void ofTwoZonesOfOneNameNoneIsGuessed() {
        try (DnsProvider provider = provider()) {
            Account.assertFails(provider, "twice.test", Kind.REFUSED)
                    .hasMessageContaining("2 public hosted zones twice.test")
                    .hasMessageContaining("hosted-zone-id");
        }
        try (DnsProvider provider = moto.writer().provider("hosted-zone-id", secondId)) {
            assertThat(provider.zones()).containsExactly(DnsZone.of("twice.test"));
            provider.append(DnsZone.of("twice.test"), List.of(Account.txt("_acme-challenge.twice.test", "value")));
            Account.assertFails(provider, "example.test", Kind.NO_SUCH_ZONE)
                    .hasMessageContaining("not the public zone example.test but twice.test");
        }
    }

    @Test
    void credentialsThatMayNotAreToldFromThoseThatAreWrong() {
        try (DnsProvider provider = moto.nobody().provider()) {
            Account.assertFails(provider, "example.test", Kind.REFUSED)
                    .hasMessageContaining("AccessDenied")
                    .hasMessageContaining("allow the credentials route53:ListHostedZonesByName");
        }
        Account unknown = new Account(
                "AKIAIOSFODNN7EXAMPLE", moto.writer().secret(), moto.writer().endpoint());
        try (DnsProvider provider = unknown.provider()) {
            Account.assertFails(provider, "example.test", Kind.BAD_CREDENTIALS)
                    .hasMessageContaining("InvalidClientTokenId");
        }
    }
}
