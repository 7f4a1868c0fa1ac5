package io.gatehouse.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ContainerServerTest {
    @Test
    void saysThatItDoesNotRun() {
        try (PostgresContainer server = PostgresContainer.builder().build()) {
            assertThatThrownBy(server::port)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("call start()");
            assertThatThrownBy(() -> server.clientCertificate("agent"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("tls(CertificateAuthority)");
        }
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> NginxContainer.builder("").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port");
        assertThatThrownBy(() -> NginxContainer.builder("").file("../etc/passwd", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../etc/passwd");
        assertThatThrownBy(() -> PostgresContainer.builder().setting("a\nb", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noSecretIsPrinted() {
        try (PostgresContainer server = PostgresContainer.builder().build()) {
            assertThat(ContainerSpec.ContainerFile.secret(server.superuserPassword()))
                    .asString()
                    .doesNotContain(server.superuserPassword().exposeText());
        }
    }
}
