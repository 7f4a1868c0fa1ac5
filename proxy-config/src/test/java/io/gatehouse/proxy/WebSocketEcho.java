package io.gatehouse.proxy;

import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gathers what a WebSocket brings back. */
final class WebSocketEcho implements WebSocket.Listener {
    private final CompletableFuture<String> message = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();

    /** The first whole message. */
    CompletableFuture<String> message() {
        return message;
    }

    /** The status that the other side closed with. */
    CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            message.complete(parts.toString());
        }
        socket.request(1);
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedFuture(List.of());
    }
}
