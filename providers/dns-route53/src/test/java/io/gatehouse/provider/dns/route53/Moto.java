package io.gatehouse.provider.dns.route53;

import io.gatehouse.dns.RequestPace;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/**
 * A Route 53 of moto's in a process of its own, which checks signatures and policies: it has one user who may do all of
 * Route 53's, and one who may do nothing.
 */
final class Moto {
    private static final String ALL = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"route53:*","Resource":"*"}]}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private final Account writer;
    private final Account nobody;

    private Moto(int port) throws IOException, InterruptedException {
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.writer = user("writer");
        this.nobody = user("nobody");
        iam(Map.of("Action", "PutUserPolicy", "UserName", "writer", "PolicyName", "all", "PolicyDocument", ALL));
    }

    static Moto start(Peers peers) throws IOException, InterruptedException {
        int port = LoopbackPorts.free();
        peers.start(
                "moto_server",
                PeerLaunch.builder("-H", "127.0.0.1", "-p", String.valueOf(port))
                        .readyWhenListening(port)
                        .build());
        return new Moto(port);
    }

    /** May do all of Route 53's. */
    Account writer() {
        return writer;
    }

    /** Known, and may do nothing. */
    Account nobody() {
        return nobody;
    }

    /** Checks each request from here on. */
    void checkSignatures() throws IOException, InterruptedException {
        post("/moto-api/reset-auth", "text/plain", "0");
    }

    /** For what a test does beside the provider. */
    Route53Client admin() {
        return Route53Client.builder()
                .region(Region.AWS_GLOBAL)
                .endpointOverride(endpoint)
                .httpClient(new PacedHttp(new RequestPace(1000), Duration.ofSeconds(10)))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(writer.keyId(), writer.secret())))
                .build();
    }

    private Account user(String name) throws IOException, InterruptedException {
        iam(Map.of("Action", "CreateUser", "UserName", name));
        String key = iam(Map.of("Action", "CreateAccessKey", "UserName", name));
        return new Account(element("AccessKeyId", key), element("SecretAccessKey", key), endpoint);
    }

    private static String element(String name, String xml) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in: " + xml);
        }
        return matcher.group(1);
    }

    private String iam(Map<String, String> parameters) throws IOException, InterruptedException {
        return post(
                "/",
                "application/x-www-form-urlencoded",
                parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "Version=2010-05-08&", "")));
    }

    /** Moto tells its services apart by the scope of the signature, and does not check it yet. */
    private String post(String path, String type, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .header("Content-Type", type)
                        .header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=setup/20260101/us-east-1/iam/aws4_request,"
                                        + " SignedHeaders=host, Signature=none")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " to " + List.of(path, body) + ": " + answer.body());
        }
        return answer.body();
    }
}
