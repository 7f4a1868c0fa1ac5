package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.DnsUpdate.Action;
import io.gatehouse.testkit.DnsUpdate.Change;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** RFC 2136 and RFC 8945 as the server holds them, tried by dnsjava's client over the wire. */
class DnsServerUpdateTest {
    private static final Name ZONE = Name.fromConstantString("example.test.");
    private static final Name HOST = Name.fromConstantString("host.example.test.");
    private static final Name NONE = Name.fromConstantString("none.example.test.");

    private DnsServer dns;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test")
                .txt("host.example.test", "old")
                .record("alias.example.test", "CNAME", "host.example.test.")
                .start();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void aSignedUpdateIsAppliedCountedAndAnsweredSigned() throws IOException {
        long serial = serial();
        Update update = new Update(ZONE);
        update.add(HOST, Type.TXT, 120, "new");
        update.delete(HOST, Type.TXT, "old");
        Message answer = send(update, goodKey());
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.isVerified()).isTrue();
        assertThat(dns.txt("host.example.test")).containsExactly("new");
        assertThat(serial()).isEqualTo(serial + 1);
        assertThat(dns.updates())
                .containsExactly(new DnsUpdate(
                        "example.test",
                        List.of(
                                new Change(Action.ADD, "host.example.test", "TXT", "new", 120),
                                new Change(Action.DELETE_VALUE, "host.example.test", "TXT", "old", 0)),
                        "NOERROR"));
    }

    @Test
    void whatChangesNothingLeavesTheSerial() throws IOException {
        long serial = serial();
        Update update = new Update(ZONE);
        update.delete(HOST, Type.TXT, "never");
        update.add(HOST, Type.TXT, 60, "old");
        update.add(HOST, Type.SOA, 60, "ns1.example.test. hostmaster.example.test. 9 1 1 1 1");
        assertThat(send(update, goodKey()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(serial()).isEqualTo(serial);
    }

    @Test
    void anUnsignedUpdateIsRefused() throws IOException {
        assertThat(send(addition(), null).getRcode()).isEqualTo(Rcode.REFUSED);
        assertUntouched();
        assertThat(dns.updates()).singleElement().extracting(DnsUpdate::rcode).isEqualTo("REFUSED");
    }

    @Test
    void aWrongSignatureIsRefusedWithItsReason() throws IOException {
        assertBadSignature(key(dns.tsigKeyName(), new byte[32], Clock.systemUTC()), Rcode.BADSIG);
        assertBadSignature(key("nobody", secret(), Clock.systemUTC()), Rcode.BADKEY);
        assertBadSignature(new TSIG(TSIG.HMAC_SHA512, keyName(), secret()), Rcode.BADKEY);
    }

    @Test
    void aSignatureOfAnotherTimeIsRefused() throws IOException {
        Instant lastHour = Instant.now().minus(Duration.ofHours(1));
        assertBadSignature(key(dns.tsigKeyName(), secret(), Clock.fixed(lastHour, ZoneOffset.UTC)), Rcode.BADTIME);
    }

    @Test
    void anotherZoneOrANameOutsideIsRefused() throws IOException {
        Update elsewhere = new Update(Name.fromConstantString("elsewhere.test."));
        elsewhere.add(Name.fromConstantString("www.elsewhere.test."), Type.TXT, 60, "x");
        assertThat(send(elsewhere, goodKey()).getRcode()).isEqualTo(Rcode.NOTAUTH);
        Update outside = addition();
        outside.add(Name.fromConstantString("www.elsewhere.test."), Type.TXT, 60, "x");
        assertThat(send(outside, goodKey()).getRcode()).isEqualTo(Rcode.NOTZONE);
        assertUntouched();
    }

    @Test
    void anUpdateIsAppliedWholeOrNotAtAll() throws IOException {
        Update update = addition();
        update.addRecord(Record.newRecord(HOST, Type.ANY, DClass.IN, 60), Section.UPDATE);
        assertThat(send(update, goodKey()).getRcode()).isEqualTo(Rcode.FORMERR);
        assertUntouched();
    }

    @Test
    void prerequisitesDecideWhetherItIsApplied() throws IOException {
        assertPrerequisite(update -> update.present(HOST), update -> update.present(NONE), Rcode.NXDOMAIN);
        assertPrerequisite(update -> update.absent(NONE), update -> update.absent(HOST), Rcode.YXDOMAIN);
        assertPrerequisite(
                update -> update.present(HOST, Type.TXT), update -> update.present(HOST, Type.A), Rcode.NXRRSET);
        assertPrerequisite(
                update -> update.absent(HOST, Type.A), update -> update.absent(HOST, Type.TXT), Rcode.YXRRSET);
        assertPrerequisite(
                update -> update.present(HOST, Type.TXT, "old"),
                update -> update.present(HOST, Type.TXT, "new"),
                Rcode.NXRRSET);
    }

    @Test
    void aValueThatIsNotAskedForBreaksThePrerequisiteOfAWholeRrset() throws IOException {
        dns.set("host.example.test", "TXT", "old", "second");
        Update update = new Update(ZONE);
        update.present(HOST, Type.TXT, "old");
        assertThat(send(update, goodKey()).getRcode()).isEqualTo(Rcode.NXRRSET);
    }

    @Test
    void anAliasStaysAlone() throws IOException {
        Update update = new Update(ZONE);
        update.add(Name.fromConstantString("alias.example.test."), Type.TXT, 60, "x");
        update.add(HOST, Type.CNAME, 60, "www.example.test.");
        assertThat(send(update, goodKey()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertUntouched();
        assertThat(dns.txt("alias.example.test")).isEmpty();
    }

    @Test
    void theApexKeepsItsSoaAndNameServer() throws IOException {
        Update update = new Update(ZONE);
        update.add(ZONE, Type.TXT, 60, "x");
        update.delete(ZONE);
        update.delete(ZONE, Type.NS, "ns1.example.test.");
        assertThat(send(update, goodKey()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(dns.txt("example.test")).isEmpty();
        assertThat(ask(Type.NS).getSection(Section.ANSWER)).hasSize(1);
        assertThat(ask(Type.SOA).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void aWholeRrsetOrNameCanBeDeleted() throws IOException {
        dns.set("host.example.test", "A", "192.0.2.1");
        Update rrset = new Update(ZONE);
        rrset.delete(HOST, Type.A);
        assertThat(send(rrset, goodKey()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertUntouched();
        Update name = new Update(ZONE);
        name.delete(HOST);
        assertThat(send(name, goodKey()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(dns.txt("host.example.test")).isEmpty();
    }

    private void assertBadSignature(TSIG key, int expected) throws IOException {
        Message answer = send(addition(), key);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOTAUTH);
        assertThat(answer.getTSIG().getError()).isEqualTo(expected);
        assertUntouched();
        assertThat(dns.updates()).isEmpty();
    }

    private void assertPrerequisite(Prerequisite met, Prerequisite unmet, int expected) throws IOException {
        Update fails = addition();
        unmet.putOn(fails);
        assertThat(send(fails, goodKey()).getRcode()).isEqualTo(expected);
        assertUntouched();
        Update succeeds = addition();
        met.putOn(succeeds);
        assertThat(send(succeeds, goodKey()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(dns.txt("host.example.test")).containsExactly("old", "new");
        dns.set("host.example.test", "TXT", "old");
    }

    private void assertUntouched() {
        assertThat(dns.txt("host.example.test")).containsExactly("old");
    }

    private static Update addition() throws IOException {
        Update update = new Update(ZONE);
        update.add(HOST, Type.TXT, 60, "new");
        return update;
    }

    private Message send(Update update, @Nullable TSIG key) throws IOException {
        SimpleResolver client = new SimpleResolver(dns.address());
        if (key != null) {
            client.setTSIGKey(key);
        }
        return client.send(update);
    }

    private Message ask(int type) throws IOException {
        return new SimpleResolver(dns.address()).send(Message.newQuery(Record.newRecord(ZONE, type, DClass.IN)));
    }

    private long serial() throws IOException {
        return ((SOARecord) ask(Type.SOA).getSection(Section.ANSWER).get(0)).getSerial();
    }

    private TSIG goodKey() throws IOException {
        return key(dns.tsigKeyName(), secret(), Clock.systemUTC());
    }

    private static TSIG key(String name, byte[] secret, Clock clock) throws IOException {
        return new TSIG(
                TSIG.HMAC_SHA256, Name.fromString(name, Name.root), new SecretKeySpec(secret, "HmacSHA256"), clock);
    }

    private Name keyName() throws IOException {
        return Name.fromString(dns.tsigKeyName(), Name.root);
    }

    private byte[] secret() {
        return Base64.getDecoder().decode(dns.tsigSecret().exposeText());
    }

    private interface Prerequisite {
        void putOn(Update update) throws IOException;
    }
}
