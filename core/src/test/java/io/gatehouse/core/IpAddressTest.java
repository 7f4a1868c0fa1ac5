package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "::ffff:c000:201, ::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    })
    void isWrittenAsRfc5952Has(String given, String text) {
        assertThat(IpAddress.of(given).text()).isEqualTo(text);
        assertThat(IpAddress.of(given)).hasToString(text).isEqualTo(IpAddress.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4 ",
                "1.2.3.-4",
                "0x1.2.3.4",
                "localhost",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                "[::1]",
                "fe80::1%eth0",
                "::1.2.3",
                "1.2.3.4::",
                ":1::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::\uff11"
            })
    void whatIsNoAddressIsRefused(String given) {
        assertThatThrownBy(() -> IpAddress.of(given))
                .isInstanceOfSatisfying(
                        InvalidNameException.class, e -> assertThat(e.value()).isEqualTo(given));
    }

    @Property
    void v6RoundTripsAsTheJdkReadsIt(@ForAll @Size(16) byte[] bytes) throws Exception {
        IpAddress address = IpAddress.ofBytes(bytes);

        assertThat(address.bytes()).isEqualTo(bytes);
        assertThat(address.isV6()).isTrue();
        assertThat(InetAddress.getByName(address.text())).isEqualTo(InetAddress.getByAddress(bytes));
        assertThat(IpAddress.of(address.text())).isEqualTo(address);
    }

    @Property
    void v4RoundTrips(@ForAll @Size(4) byte[] bytes) throws Exception {
        IpAddress address = IpAddress.ofBytes(bytes);

        assertThat(address.bytes()).isEqualTo(bytes);
        assertThat(address.isV4()).isTrue();
        assertThat(address.toInetAddress()).isEqualTo(InetAddress.getByAddress(bytes));
        assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
    }

    @Test
    void mappedAddressStaysV6() {
        assertThat(IpAddress.of("::ffff:192.0.2.1").toInetAddress()).isInstanceOf(Inet6Address.class);
        assertThat(IpAddress.of("192.0.2.1").toInetAddress()).isInstanceOf(Inet4Address.class);
        assertThatThrownBy(() -> IpAddress.ofBytes(new byte[5])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void zoneIdsAreRefused() throws Exception {
        InetAddress zoned =
                Inet6Address.getByAddress(null, IpAddress.of("fe80::1").bytes(), 3);

        assertThatThrownBy(() -> IpAddress.of(zoned))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("zone id");
    }

    @Test
    void identifierIsEitherOrNeither() {
        assertThat(Identifier.parse("192.0.2.1")).isEqualTo(IpAddress.of("192.0.2.1"));
        assertThat(Identifier.parse("::1")).isEqualTo(IpAddress.of("::1"));
        assertThat(Identifier.parse("a.test")).isEqualTo(DomainName.of("a.test"));
        assertThat(Identifier.parse("2.0.192.in-addr.arpa")).isInstanceOf(DomainName.class);
        assertThatThrownBy(() -> Identifier.parse("1.2.3.400")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> Identifier.parse("")).isInstanceOf(InvalidNameException.class);
    }
}
