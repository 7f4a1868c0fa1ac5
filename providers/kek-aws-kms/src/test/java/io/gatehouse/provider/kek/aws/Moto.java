package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** A KMS of moto's in a process of its own, which keeps its keys in memory: they are gone when it is killed. */
final class Moto {
    static final String SECRET = "wJalrXUtnFEMIK7MDENG";

    private final RunningPeer process;
    private final int port;

    private Moto(RunningPeer process, int port) {
        this.process = process;
        this.port = port;
    }

    static Moto start(Peers peers) {
        return start(peers, LoopbackPorts.free());
    }

    static Moto start(Peers peers, int port) {
        PeerLaunch launch = PeerLaunch.builder("-H", "127.0.0.1", "-p", String.valueOf(port))
                .readyWhenListening(port)
                .build();
        return new Moto(peers.start("moto_server", launch), port);
    }

    int port() {
        return port;
    }

    /** Makes a symmetric key and returns its ARN. */
    String createKey() {
        try (KmsClient admin = KmsClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)))
                .build()) {
            return admin.createKey(request -> {}).keyMetadata().arn();
        }
    }

    static KeyEncryptionKey open(String arn, int port) {
        Settings settings = Settings.builder()
                .set("access-key-id", "AKIDEXAMPLE")
                .set("secret-access-key", Secret.ofText(SECRET))
                .set("endpoint", "http://127.0.0.1:" + port)
                .set("insecure-plain-http", "true")
                .build();
        return KeyEncryptionKeys.open("aws-kms:" + arn, settings);
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    /** SIGSTOP: the kernel still takes connections, and nobody answers them. */
    void hang() {
        signal("STOP");
    }

    /** SIGCONT. */
    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        ProcessHandle root = ProcessHandle.of(process.pid()).orElseThrow();
        Stream.concat(Stream.of(root), root.descendants()).forEach(each -> signal(name, each.pid()));
    }

    private static void signal(String name, long pid) {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(exit).as("kill -%s %d", name, pid).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
