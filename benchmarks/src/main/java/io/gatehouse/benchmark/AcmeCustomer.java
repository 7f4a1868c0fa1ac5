package io.gatehouse.benchmark;

import io.gatehouse.benchmark.HttpsConnection.Answer;
import io.gatehouse.benchmark.Wishes.Wish;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/** A client of any CA that orders, proves by http-01, finalizes and downloads, as fast as it can. Not thread-safe. */
final class AcmeCustomer implements AutoCloseable {
    private static final Pattern HTTP_01 = Pattern.compile("\\{[^{}]*\"http-01\"[^{}]*}");
    private static final Pattern AUTHORIZATION = Pattern.compile("\"authorizations\"\\s*:\\s*\\[\\s*\"([^\"]+)\"");
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(1);
    /** Five, and polls. */
    private static final int REQUESTS_OF_AN_ORDER = 7;

    private static final int MAX_POLLS = 10_000;

    private final HttpsConnection connection;
    private final Map<String, String> proofs;
    private final Queue<Wish> wishes = new ArrayDeque<>();
    private final PreparedEs256 key = new PreparedEs256();
    private final String directory;
    private String signer;
    private String nonce;

    /**
     * Registers an account.
     *
     * @param directory where the CA begins
     * @param tls trusts the CA's connection
     * @param proofs where the web server takes its key authorizations from, by token
     */
    AcmeCustomer(URI directory, SSLSocketFactory tls, Map<String, String> proofs) throws IOException {
        this.connection = new HttpsConnection(tls, directory);
        this.proofs = proofs;
        this.directory = connection.get(directory.toString()).body();
        this.nonce = nonce(connection.get(member(this.directory, "newNonce")));
        this.signer = "\"jwk\":" + key.jwk();
        Answer account = post(member(this.directory, "newAccount"), "{\"termsOfServiceAgreed\":true}", 201);
        this.signer = "\"kid\":\"" + account.headers().get("location") + "\"";
    }

    /** Takes orders in, and makes ready for them ahead of the measured time. */
    void prepare(List<Wish> orders) {
        wishes.addAll(orders);
        key.prepare(orders.size() * REQUESTS_OF_AN_ORDER);
    }

    /** One certificate, from the order to the chain. */
    String obtain() throws IOException {
        Wish wish = wishes.remove();
        Answer order = post(member(directory, "newOrder"), "{\"identifiers\":[" + wish.identifier() + "]}", 201);
        String authorization = first(AUTHORIZATION, order.body());
        prove(authorization);
        String url = Objects.requireNonNull(order.headers().get("location"), "Location");
        String done = post(member(order.body(), "finalize"), "{\"csr\":\"" + wish.csr() + "\"}", 200)
                .body();
        for (int polls = 0; !member(done, "status").equals("valid"); polls++) {
            done = poll(url, done, polls);
        }
        return post(member(done, "certificate"), "", 200).body();
    }

    private void prove(String authorization) throws IOException {
        String challenge = challenge(post(authorization, "", 200).body());
        String token = member(challenge, "token");
        proofs.put(token, token + "." + key.thumbprint());
        String answered = post(member(challenge, "url"), "{}", 200).body();
        for (int polls = 0; !member(answered, "status").equals("valid"); polls++) {
            answered = challenge(poll(authorization, answered, polls));
        }
        proofs.remove(token);
    }

    private String poll(String url, String last, int polls) throws IOException {
        if (polls > MAX_POLLS || last.contains("invalid")) {
            throw new IOException("the CA does not go on: " + last);
        }
        if (polls > 0) {
            LockSupport.parkNanos(BETWEEN_POLLS.toNanos());
        }
        return post(url, "", 200).body();
    }

    private Answer post(String url, String payload, int expected) throws IOException {
        String header = "{\"alg\":\"ES256\",\"nonce\":\"" + nonce + "\",\"url\":\"" + url + "\"," + signer + "}";
        Answer answer = connection.post(url, key.sign(header, payload));
        nonce = nonce(answer);
        if (answer.status() != expected) {
            throw new IOException(url + " answers " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    private static String challenge(String authorization) {
        Matcher matcher = HTTP_01.matcher(authorization);
        if (!matcher.find()) {
            throw new IllegalStateException("no http-01 in " + authorization);
        }
        return matcher.group();
    }

    private static String nonce(Answer answer) {
        return Objects.requireNonNull(answer.headers().get("replay-nonce"), "Replay-Nonce");
    }

    private static String member(String json, String name) {
        return first(Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\""), json);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
