package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.RunningPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The carrier tells a server that resumes for every name from one that resumes never. */
class SessionCarrierIT {
    @TempDir
    private Path folder;

    private final int port = LoopbackPorts.free();

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void isTakenByAServerThatDoesNotLookAtTheName(String version) {
        try (RunningPeer server = serve()) {
            SessionCarrier carrier = new SessionCarrier(port, version, folder);

            assertThat(carrier.begin("a.example.org", Optional.empty()).resumed())
                    .isFalse();
            SessionCarrier.Outcome carried = carrier.carryTo("b.example.org");
            assertThat(carried.resumed()).as(carried.output()).isTrue();
            assertThat(carried.status()).isEqualTo(200);
            assertThat(server.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void isNotTakenByAServerWithNoMemory(String version) {
        try (RunningPeer server = serve("-no_ticket", "-no_cache")) {
            SessionCarrier carrier = new SessionCarrier(port, version, folder);

            carrier.begin("a.example.org", Optional.empty());
            assertThat(carrier.carryTo("b.example.org").resumed()).isFalse();
            assertThat(server.isAlive()).isTrue();
        }
    }

    private RunningPeer serve(String... options) {
        CertificateFolder.write(
                CertificateAuthority.create("Test root").server("a.example.org").issue(), folder);
        List<String> arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:" + port, "-www"));
        arguments.addAll(List.of("-cert", "fullchain.pem", "-key", "privkey.pem"));
        arguments.addAll(List.of(options));
        return Peer.require("openssl")
                .start(PeerLaunch.builder(arguments.toArray(String[]::new))
                        .folder(folder)
                        .readyWhenListening(port)
                        .build());
    }
}
