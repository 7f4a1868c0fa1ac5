package io.gatehouse.testkit.internal.acme;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.gatehouse.testkit.AcmeRequest;
import io.gatehouse.testkit.AcmeResource;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each request to its resource and gives every answer what RFC 8555 wants of it. Thread-safe. */
final class Router implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final int MAX_BODY = 512 * 1024;
    private static final int MAX_DRAINED = 8 * 1024 * 1024;
    private static final int CUT = 0;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final Urls urls;
    private final Nonces nonces;
    private final JwsVerifier verifier;
    private final Faults faults;
    private final Endpoint.Table endpoints;
    private final Clock clock;
    private final Consumer<AcmeRequest> record;

    Router(
            Urls urls,
            Nonces nonces,
            JwsVerifier verifier,
            Faults faults,
            Endpoint.Table endpoints,
            Clock clock,
            Consumer<AcmeRequest> record) {
        this.urls = urls;
        this.nonces = nonces;
        this.verifier = verifier;
        this.faults = faults;
        this.endpoints = endpoints;
        this.clock = clock;
        this.record = record;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            AcmeResource resource = Urls.resourceOf(path);
            // Read whatever becomes of the request, so that the connection is left in order.
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                // What is left unread resets the connection, and the answer may be lost with it.
                exchange.getRequestBody().readNBytes(MAX_DRAINED);
            }
            Optional<Reply> reply = faults.disturb(
                    resource, () -> Optional.of(answer(exchange, resource, path, body)), clock.instant());
            record.accept(new AcmeRequest(
                    clock.instant(),
                    exchange.getRequestMethod(),
                    resource,
                    path,
                    reply.map(Reply::status).orElse(CUT),
                    reply.flatMap(Reply::problemType)));
            if (reply.isPresent()) {
                send(exchange, resource, reply.get());
            }
            // An exchange that is closed before it is answered closes its connection.
        }
    }

    private Reply answer(HttpExchange exchange, AcmeResource resource, String path, byte[] body) {
        try {
            return switch (resource) {
                case UNKNOWN -> throw ProblemType.MALFORMED.because(404, "there is nothing at " + path);
                case DIRECTORY -> read(exchange, path, body, Reply.json(200, directory()));
                case NEW_NONCE -> read(exchange, path, body, Reply.empty(204).header("Cache-Control", "no-store"));
                case RENEWAL_INFO -> get(exchange, endpoints.renewals().info(Urls.idOf(path)), "GET, HEAD");
                default -> endpoints.of(resource).answer(signed(exchange, resource, path, body));
            };
        } catch (AcmeProblem problem) {
            return Reply.problem(problem);
        } catch (RuntimeException e) {
            LOG.error("the CA broke at {}: this is a fault of the test kit", path, e);
            return Reply.problem(ProblemType.SERVER_INTERNAL.because("the test kit's CA broke: " + e));
        }
    }

    /** What is open to all may be fetched with a signature too (RFC 8555, section 6.3). */
    private Reply read(HttpExchange exchange, String path, byte[] body, Reply reply) {
        if (!exchange.getRequestMethod().equals("POST")) {
            return get(exchange, reply, "GET, HEAD, POST");
        }
        signed(exchange, Urls.resourceOf(path), path, body).requirePostAsGet();
        return reply;
    }

    private static Reply get(HttpExchange exchange, Reply reply, String allowed) {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> reply;
            case "HEAD" -> new Reply(200, reply.headers(), "", Optional.empty());
            default -> throw notAllowed(allowed);
        };
    }

    private static AcmeProblem notAllowed(String allowed) {
        return ProblemType.MALFORMED
                .because(405, "this resource takes " + allowed + " only")
                .withHeader("Allow", allowed);
    }

    private SignedRequest signed(HttpExchange exchange, AcmeResource resource, String path, byte[] body) {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw notAllowed("POST");
        }
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        if (contentType == null || !contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/jose+json")) {
            throw ProblemType.MALFORMED.because(415, "the Content-Type must be application/jose+json");
        }
        if (body.length > MAX_BODY) {
            throw ProblemType.MALFORMED.because(413, "the body is longer than " + MAX_BODY + " bytes");
        }
        return verifier.verify(
                resource,
                Urls.idOf(path),
                urls.base() + path,
                body,
                exchange.getRemoteAddress().getAddress());
    }

    private Map<String, Object> directory() {
        Map<String, Object> directory = new LinkedHashMap<>();
        directory.put("newNonce", urls.of(AcmeResource.NEW_NONCE));
        directory.put("newAccount", urls.of(AcmeResource.NEW_ACCOUNT));
        directory.put("newOrder", urls.of(AcmeResource.NEW_ORDER));
        directory.put("newAuthz", urls.of(AcmeResource.NEW_AUTHZ));
        directory.put("revokeCert", urls.of(AcmeResource.REVOKE_CERT));
        directory.put("keyChange", urls.of(AcmeResource.KEY_CHANGE));
        directory.put("renewalInfo", urls.of(AcmeResource.RENEWAL_INFO));
        directory.put("meta", endpoints.meta());
        return directory;
    }

    private void send(HttpExchange exchange, AcmeResource resource, Reply reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        reply.headers().forEach(headers::add);
        // Clients in browsers are of another origin (RFC 8555, section 6.1).
        headers.add("Access-Control-Allow-Origin", "*");
        boolean directory = resource == AcmeResource.DIRECTORY;
        boolean ours = reply.status() != SERVICE_UNAVAILABLE;
        if (ours && !directory) {
            headers.add("Link", "<" + urls.of(AcmeResource.DIRECTORY) + ">;rel=\"index\"");
        }
        if (ours && (!directory || exchange.getRequestMethod().equals("POST"))) {
            headers.add("Replay-Nonce", nonces.issue());
        }
        byte[] body = reply.bytes();
        boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }
}
