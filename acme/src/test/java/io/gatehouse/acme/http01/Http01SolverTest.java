package io.gatehouse.acme.http01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.IpAddress;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers to http-01, from a folder and from the built-in server. */
class Http01SolverTest {
    private static final URI ACCOUNT = URI.create("https://ca.example.test/account/1");
    private static final Challenge ONE = challenge("token-one");
    private static final Challenge TWO = challenge("token_two");

    @TempDir
    Path root;

    private static Challenge challenge(String token) {
        return new Challenge(
                DomainName.of("shop.example.test"), ChallengeType.HTTP_01, token, token + ".thumbprint", ACCOUNT);
    }

    private static List<Answer> answers(Challenge... challenges) {
        return Stream.of(challenges).map(challenge -> new Answer(challenge, "")).toList();
    }

    private static InetSocketAddress freeAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free());
    }

    private static HttpResponse<String> get(InetSocketAddress server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void builtInServerAnswersLiveTokensAndNothingElse() throws Exception {
        InetSocketAddress address = freeAddress();
        Http01Solver solver = Http01Solver.listen(address);

        solver.present(answers(ONE, TWO));
        assertThat(get(address, "/.well-known/acme-challenge/token-one").body()).isEqualTo("token-one.thumbprint");
        assertThat(get(address, "/.well-known/acme-challenge/token_two").body()).isEqualTo("token_two.thumbprint");
        assertThat(get(address, "/.well-known/acme-challenge/other").statusCode())
                .isEqualTo(404);
        assertThat(get(address, "/token-one").statusCode()).isEqualTo(404);

        solver.cleanUp(answers(ONE));
        assertThat(get(address, "/.well-known/acme-challenge/token-one").statusCode())
                .isEqualTo(404);
        assertThat(get(address, "/.well-known/acme-challenge/token_two").statusCode())
                .isEqualTo(200);
        solver.cleanUp(answers(TWO));
    }

    @Test
    void builtInServerGivesThePortBackAndComesAgain() throws Exception {
        InetSocketAddress address = freeAddress();
        Http01Solver solver = Http01Solver.listen(address);
        solver.present(answers(ONE));
        solver.cleanUp(answers(ONE));

        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(address);
        }
        solver.present(answers(TWO));
        assertThat(get(address, "/.well-known/acme-challenge/token_two").statusCode())
                .isEqualTo(200);
        solver.cleanUp(answers(TWO));
    }

    @Test
    void serviceLooksUpTheAnswersItself() {
        Http01Answers served = new Http01Answers();
        Http01Solver solver = Http01Solver.inService(served);
        solver.present(answers(ONE));

        assertThat(served.find(Http01Answers.PATH + "token-one")).contains("token-one.thumbprint");
        assertThat(served.find(Http01Answers.PATH + "token_two")).isEmpty();
        assertThat(served.find("/token-one")).isEmpty();
        assertThat(served.find(Http01Answers.PATH)).isEmpty();

        solver.cleanUp(answers(ONE));
        assertThat(served.find(Http01Answers.PATH + "token-one")).isEmpty();
    }

    @Test
    void portInUseIsExplained() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Http01Solver solver =
                    Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()));

            assertThatExceptionOfType(ChallengeSolverException.class)
                    .isThrownBy(() -> solver.present(answers(ONE)))
                    .withMessageContaining("port " + taken.getLocalPort())
                    .withMessageContaining("webroot");
            solver.cleanUp(answers(ONE));
        }
    }

    @Test
    void answerSharedByTwoOrdersStaysUntilTheLastIsDone() {
        Http01Solver solver = Http01Solver.webroot(root);
        Path file = root.resolve(".well-known/acme-challenge/token-one");
        solver.present(answers(ONE));
        solver.present(answers(ONE));

        solver.cleanUp(answers(ONE));
        assertThat(file).hasContent("token-one.thumbprint");

        solver.cleanUp(answers(ONE));
        assertThat(file).doesNotExist();
    }

    @Test
    void webrootHoldsTheAnswersReadableForTheWebServer() throws IOException {
        Http01Solver solver = Http01Solver.webroot(root);
        solver.present(answers(ONE, TWO));

        Path folder = root.resolve(".well-known/acme-challenge");
        assertThat(folder.resolve("token-one")).hasContent("token-one.thumbprint");
        assertThat(Files.getPosixFilePermissions(folder.resolve("token-one")))
                .contains(PosixFilePermission.OTHERS_READ);
        assertThat(Files.getPosixFilePermissions(folder)).contains(PosixFilePermission.OTHERS_EXECUTE);

        solver.cleanUp(answers(ONE, TWO));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void webrootThatIsNoFolderIsExplained() {
        Http01Solver solver = Http01Solver.webroot(root.resolve("missing"));

        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> solver.present(answers(ONE)))
                .withMessageContaining("missing");
        solver.cleanUp(answers(ONE));
        assertThat(root.resolve("missing")).doesNotExist();
    }

    @Test
    void hostsAndAddressesAreForHttpWildcardsAreNot() {
        Http01Solver solver = Http01Solver.webroot(root);

        assertThat(solver.supports(DomainName.of("example.test"))).isTrue();
        assertThat(solver.supports(IpAddress.of("192.0.2.1"))).isTrue();
        assertThat(solver.supports(DomainName.of("*.example.test"))).isFalse();
    }
}
