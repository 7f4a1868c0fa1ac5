package io.gatehouse.provider.dns.powerdns;

import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.VendorServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Passes every call on to a real server, unless it is told to fail. */
final class FailingProxy extends VendorServer {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI real;
    private final List<String> secrets;

    FailingProxy(URI real, List<String> secrets) {
        this.real = real;
        this.secrets = secrets;
    }

    @Override
    public Collection<String> secrets() {
        return secrets;
    }

    @Override
    protected Reply answer(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(real.resolve(call.uri()))
                .method(call.method(), BodyPublishers.ofString(call.body()))
                .header("X-API-Key", call.header("X-API-Key"));
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            Map<String, String> headers = new TreeMap<>();
            answer.headers().firstValue("Content-Type").ifPresent(type -> headers.put("Content-Type", type));
            return new Reply(answer.statusCode(), headers, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
