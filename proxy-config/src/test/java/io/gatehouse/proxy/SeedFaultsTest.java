package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.proxy.reading.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** None of the faults of the four products' pages is in what any server is given in their place. */
class SeedFaultsTest {
    static Stream<Arguments> printed() {
        return Stream.of("nginx", "apache", "haproxy", "caddy", "caddy-json")
                .flatMap(dialect -> Arrays.stream(SeedPage.values()).map(page -> Arguments.of(page, dialect)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("printed")
    void noFaultOfAnyPageIsPrinted(SeedPage page, String dialect) {
        Printed printed = page.print(dialect);

        assertThat(Arrays.stream(Fault.values()).filter(fault -> fault.isIn(printed)))
                .as(printed.text())
                .isEmpty();
    }

    /** A sign that nobody would see is none. */
    @ParameterizedTest
    @EnumSource
    void eachFaultIsSeenWhereItIs(Fault fault) {
        assertThat(fault.isIn(fault.page().read())).isTrue();
    }

    @Test
    void nginxTellsTheWebSocketRouteAllThatTheOthersAreTold() {
        List<Entry> entries = SeedPage.SEMAPHORE.print("nginx").entries();
        List<Entry> site = entries.get(entries.size() - 1).block();
        List<List<String>> everywhere = site.stream()
                .map(Entry::words)
                .filter(words -> words.get(0).equals("proxy_set_header"))
                .filter(words -> !words.get(1).equals("Connection"))
                .toList();
        Entry webSocket = site.stream()
                .filter(entry -> entry.words().equals(List.of("location", "=", "/api/ws")))
                .findFirst()
                .orElseThrow();

        assertThat(everywhere).hasSize(6);
        assertThat(webSocket.block()).extracting(Entry::words).containsAll(everywhere);
        assertThat(webSocket.block()).extracting(Entry::words).contains(List.of("proxy_read_timeout", "3600s"));
    }
}
