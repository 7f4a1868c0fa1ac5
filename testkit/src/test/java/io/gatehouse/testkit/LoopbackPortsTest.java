package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Ports that are still free when they are bound, however many connections the machine opens meanwhile. */
class LoopbackPortsTest {
    private static final int FIRST_OF_LINUX_CLIENTS = 32_768;

    @Test
    void portsLieWhereNoClientIsGivenOne() {
        assertThat(LoopbackPorts.free(500))
                .allSatisfy(port -> assertThat(port).isBetween(1024, FIRST_OF_LINUX_CLIENTS - 1));
    }

    @Test
    void noneIsGivenTwiceThoughNobodyHasBoundIt() {
        assertThat(LoopbackPorts.free(500)).doesNotHaveDuplicates();
        assertThat(LoopbackPorts.free()).isNotEqualTo(LoopbackPorts.free());
    }

    @Test
    void portThatSomebodyListensOnIsPassedOver() throws Exception {
        int next = LoopbackPorts.free() + 1;
        try (ServerSocket taken = new ServerSocket()) {
            bind(taken, next);
            assertThat(LoopbackPorts.free()).isNotEqualTo(next);
        }
    }

    private static void bind(ServerSocket socket, int port) throws IOException {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            assertThat(e).as("somebody else took it, which will do as well").hasMessageContaining("in use");
        }
    }
}
