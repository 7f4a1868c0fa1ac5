package io.gatehouse.core.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A body read to its end, unless it is too long or takes too long. */
final class BoundedBody<T> implements HttpResponse.BodySubscriber<T> {
    private final int longest;
    private final BoundedHttp.BodyReader<T> reader;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<T> whole;
    private final CompletableFuture<T> inTime;
    private volatile Flow.@Nullable Subscription source;

    BoundedBody(int longest, BoundedHttp.BodyReader<T> reader, long deadline, Duration limit) {
        this.longest = longest;
        this.reader = reader;
        this.whole =
                new CompletableFuture<T>().orTimeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        this.inTime = whole.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                failure instanceof TimeoutException
                        ? new HttpTimeoutException("no end of the answer after " + limit.toMillis() / 1000.0 + " s")
                        : failure));
    }

    /** Gives up the connection, unless the answer came to its end. */
    void hangUp() {
        Flow.Subscription open = source;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public CompletionStage<T> getBody() {
        return inTime;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        if (whole.isDone()) {
            subscription.cancel();
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (whole.isDone()) {
            return;
        }
        for (ByteBuffer buffer : buffers) {
            if (read.size() + buffer.remaining() > longest) {
                whole.completeExceptionally(new AnswerTooLongException(longest));
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            read.writeBytes(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            whole.complete(reader.read(read.toByteArray()));
        } catch (IOException | RuntimeException e) {
            whole.completeExceptionally(e);
        }
    }
}
