package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class PeersTest {
    @TempDir
    Path folder;

    private final Peers peers = Peers.create();
    private final List<Map<?, ?>> reported = new ArrayList<>();

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void theLogIsAttachedToAFailingTest() throws IOException {
        startAndSay("what nobody expected");
        AssertionError failure = new AssertionError("expected 200, was 500");

        assertThatThrownBy(() -> peers.handleTestExecutionException(context(), failure))
                .isSameAs(failure);

        assertThat(failure.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(
                        PeerException.class,
                        e -> assertThat(e)
                                .hasMessageContaining("ran while the test failed")
                                .hasMessageContaining("what nobody expected"));
        assertThat(reported)
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.toString()).contains("log of program").contains("what nobody expected"));
    }

    @Test
    void theLogOfAProgramThatIsGoneAlreadyIsAttachedToo() throws IOException {
        startAndSay("last words").close();
        IOException failure = new IOException("connection refused");

        assertThatThrownBy(() -> peers.handleAfterEachMethodExecutionException(context(), failure))
                .isSameAs(failure);

        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .hasMessageContaining("had ended when the test failed")
                        .hasMessageContaining("last words"));
    }

    @Test
    void theLogIsAttachedToAFailureAfterAllTestsToo() throws IOException {
        startAndSay("the end of it");
        AssertionError failure = new AssertionError("left a row behind");

        assertThatThrownBy(() -> peers.handleAfterAllMethodExecutionException(context(), failure))
                .isSameAs(failure);

        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("the end of it"));
    }

    @Test
    void aSkippedTestHasNoLog() throws IOException {
        startAndSay("all is well");
        TestAbortedException skipped = new TestAbortedException("no network");

        assertThatThrownBy(() -> peers.handleTestExecutionException(context(), skipped))
                .isSameAs(skipped);

        assertThat(skipped.getSuppressed()).isEmpty();
        assertThat(reported).isEmpty();
    }

    @Test
    void anInstanceLastsOneTestAndAClassAllOfThem() throws IOException {
        RunningPeer ofOneTest = startAndSay("one");
        Path scratch = peers.folder();
        peers.afterEach(context());
        assertThat(ofOneTest.isAlive()).isFalse();
        assertThat(scratch).doesNotExist();

        peers.beforeAll(context());
        RunningPeer ofTheClass = startAndSay("two");
        peers.afterEach(context());
        assertThat(ofTheClass.isAlive()).isTrue();
        peers.afterAll(context());
        assertThat(ofTheClass.isAlive()).isFalse();
    }

    @Test
    void programsHaveNoRightsOfRoot() throws IOException {
        PeerResult result = Peer.at(program("id -u; pwd"))
                .run(PeerLaunch.builder().unprivileged().folder(folder).build());

        assertThat(result.orThrow().output()).doesNotStartWith("0\n").contains(folder.toString());
    }

    @Test
    void aKilledJvmLeavesNothingBehind() throws IOException {
        Path family = program("trap '' TERM; sleep 600 & (sleep 600; true) & echo ready; wait; wait; sleep 600");

        KilledJvm.assertLeavesNothing(folder, 5, family.toString());
    }

    private RunningPeer startAndSay(String words) throws IOException {
        Path program = program("echo '" + words + "'; echo ready; exec sleep 600");
        return peers.start(
                Peer.at(program), PeerLaunch.builder().readyWhenLogged("ready").build());
    }

    private Path program(String body) throws IOException {
        Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Only what {@link Peers} asks of it. */
    private ExtensionContext context() {
        return (ExtensionContext) Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (self, call, given) -> {
                    if (call.getName().equals("publishReportEntry")) {
                        reported.add((Map<?, ?>) given[0]);
                    }
                    return null;
                });
    }
}
