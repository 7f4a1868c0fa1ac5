package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where a request comes from, and what is written down about it. */
interface OriginQuestions extends Questions {
    String PROXY_IN_FRONT = "127.0.0.2";

    @Test
    default void believesTheProxiesInFrontAndNobodyElse() throws IOException {
        TestBed.Instance instance = bed().instance(
                        "trusted-proxies",
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .trustedProxies(TrustedProxies.of(PROXY_IN_FRONT))
                                .site(plain(HOST).route("/", bed().application().url()))
                                .build());
        String forwarded = "X-Forwarded-For: 6.6.6.6, 203.0.113.7";

        RawClient.Answer believed =
                bed().client().from(PROXY_IN_FRONT).getOverTls(HOST, instance.httpsPort(), HOST, "/", forwarded);
        RawClient.Answer spoofed = get(instance, "/", forwarded);

        // The proxy in front has seen 203.0.113.7; what came to it before that, it only passed on.
        assertThat(believed.body().toLowerCase(Locale.ROOT)).contains("\nx-real-ip: 203.0.113.7\r\n");
        assertThat(spoofed.body().toLowerCase(Locale.ROOT))
                .contains("\nx-real-ip: 127.0.0.1\r\n", "\nx-forwarded-for: 127.0.0.1\r\n")
                .doesNotContain("6.6.6.6", "203.0.113.7");
    }

    @Test
    default void writesNoTokenDown() throws IOException {
        Path log = bed().folder("logs").resolve("access.log");
        TestBed.Instance instance = bed().instance(
                        "access-log",
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .accessLog(AccessLog.file(log))
                                .site(plain(HOST).route("/", bed().application().url()))
                                .build());

        RawClient.Answer answer = get(
                instance,
                "/written?token=unsaid-1",
                "Authorization: Bearer unsaid-2",
                "Cookie: session=unsaid-3",
                "Referer: https://example.org/from?token=unsaid-4");

        assertThat(answer.status()).isEqualTo(200);
        Await.until("a line in the log", () -> content(log).contains("/written"));
        assertThat(content(log)).contains("GET", "127.0.0.1", "200").doesNotContain("unsaid", "token=");
    }

    /** Nobody said where: in its usual place, which for an instance of its own is its folder. */
    @Test
    default void writesNoTokenDownUnasked() throws IOException {
        TestBed.Instance instance = semaphore();
        Path folder = bed().folder("semaphore");

        get(instance, "/unasked?token=unsaid-5", "Authorization: Bearer unsaid-6", "Cookie: session=unsaid-7");
        get(instance, "/missing?token=unsaid-8", "Referer: https://example.org/from?token=unsaid-9");
        RawClient.getInClear(instance.httpPort(), HOST, "/in-clear?token=unsaid-10");

        Await.until("all three in a log", () -> {
            String written = logs(folder);
            return written.contains("/unasked") && written.contains("/missing") && written.contains("/in-clear");
        });
        assertThat(logs(folder)).doesNotContain("unsaid", "token=");
    }

    /** What the server has written, to its files or to its output. */
    private static String logs(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .map(OriginQuestions::content)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String content(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
