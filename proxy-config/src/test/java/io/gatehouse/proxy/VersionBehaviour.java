package io.gatehouse.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The questions whose answers a server's version, or its OpenSSL's, decides: names, handshakes, sessions, guarded paths, HTTP.
 * Asked of Debian 12's servers, and of newer ones with a newer OpenSSL: Debian 13's, and a Caddy from its backports.
 *
 * <p>The whole suite asks the newer ones too, when it is told: {@code -Dgatehouse.proxies=newer -Dit.test='NginxIT,ApacheIT,…'}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VersionBehaviour
        implements FrontDoorQuestions, TlsQuestions, ClientCertificateQuestions, GuardQuestions, RouteQuestions {
    private final ServerUnderTest server;
    private TestBed bed;

    VersionBehaviour(ServerUnderTest server) {
        this.server = server;
    }

    /**
     * The themes that this server can do nothing about in the installed version, each with a pattern of the fields that it
     * must refuse then. A refusal of anything else fails the question.
     */
    Map<String, String> refusals() {
        return Map.of();
    }

    /** What is printed for the model of a question: it alone, or in the company of other sites. */
    ReverseProxy inCompany(ReverseProxy asked) {
        return asked;
    }

    @Override
    public TestBed bed() {
        return bed;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        bed = new TestBed(server, refusals(), this::inCompany, folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (bed != null) {
            bed.close();
        }
    }
}
