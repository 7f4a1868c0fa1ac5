package io.gatehouse.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The questions whose answers a server's version, or its OpenSSL's, decides: names, handshakes, sessions, HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VersionBehaviour
        implements FrontDoorQuestions, TlsQuestions, ClientCertificateQuestions, RouteQuestions {
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
