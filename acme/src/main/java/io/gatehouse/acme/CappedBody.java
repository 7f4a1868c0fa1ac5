package io.gatehouse.acme;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An answer read to its end, unless it is longer than any answer of ACME; then the connection is given up. */
final class CappedBody implements HttpResponse.BodySubscriber<InputStream> {
    private static final String CHAIN = "application/pem-certificate-chain";
    private static final int LONGEST_CHAIN = 1 << 20;
    private static final int LONGEST_OTHER = 1 << 18;
    private static final int DEEPEST = 32;

    private final int longest;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<InputStream> result = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    private CappedBody(int longest) {
        this.longest = longest;
    }

    /** 1 MiB for a certificate chain, 256 KiB for anything else. */
    static CappedBody of(HttpResponse.ResponseInfo head) {
        boolean isChain = head.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith(CHAIN))
                .isPresent();
        return new CappedBody(isChain ? LONGEST_CHAIN : LONGEST_OTHER);
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (read.size() + buffer.remaining() > longest) {
                if (subscription != null) {
                    subscription.cancel();
                }
                result.completeExceptionally(
                        new AcmeHttp.UnacceptableAnswer("it is longer than " + longest + " bytes"));
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            read.writeBytes(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        byte[] body = read.toByteArray();
        if (nestsTooDeep(body)) {
            result.completeExceptionally(
                    new AcmeHttp.UnacceptableAnswer("it is nested more than " + DEEPEST + " deep"));
        } else {
            result.complete(new ByteArrayInputStream(body));
        }
    }

    /** Brackets in texts count too: no text of ACME has so many, and a parser that recurses dies of them. */
    private static boolean nestsTooDeep(byte[] json) {
        int depth = 0;
        for (byte b : json) {
            switch (b) {
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                return true;
            }
        }
        return false;
    }
}
