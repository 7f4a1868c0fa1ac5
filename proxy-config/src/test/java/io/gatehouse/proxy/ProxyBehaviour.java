package io.gatehouse.proxy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same questions to every running server: does it do what the model says? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProxyBehaviour implements FrontDoorQuestions, TlsQuestions, ForwardingQuestions {
    private final ServerUnderTest server;
    private TestBed bed;

    ProxyBehaviour(ServerUnderTest server) {
        this.server = server;
    }

    @Override
    public TestBed bed() {
        return bed;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        bed = new TestBed(server, folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (bed != null) {
            bed.close();
        }
    }
}
