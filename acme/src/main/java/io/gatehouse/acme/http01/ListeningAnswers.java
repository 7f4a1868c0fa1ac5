package io.gatehouse.acme.http01;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Answers from an HTTP server that runs from the first answer added to the last removed. */
final class ListeningAnswers implements Http01Solver.Answers {
    private final InetSocketAddress address;
    private final Http01Answers answers = new Http01Answers();
    private @Nullable Running running;

    /** The JDK closes neither with the other. */
    private record Running(HttpServer server, ExecutorService threads) {}

    ListeningAnswers(InetSocketAddress address) {
        this.address = address;
    }

    @Override
    public synchronized void add(List<Challenge> challenges) {
        if (running == null) {
            running = start();
        }
        answers.add(challenges);
    }

    @Override
    public synchronized void remove(List<Challenge> challenges) {
        answers.remove(challenges);
        Running stopping = running;
        if (answers.isEmpty() && stopping != null) {
            stopping.server().stop(0);
            stopping.threads().shutdownNow();
            running = null;
        }
    }

    private Running start() {
        try {
            HttpServer server = HttpServer.create(address, 0);
            // CAs look from several places at once, and one slow client must not keep them waiting.
            ExecutorService threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "gatehouse-http01");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            return new Running(server, threads);
        } catch (IOException e) {
            throw new ChallengeSolverException(
                    "Cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort() + ": "
                            + e.getMessage() + ". If a web server has the port, use Http01Solver.webroot(its folder);"
                            + " if it is below 1024, this process needs the right to bind it.",
                    e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<String> answer = answers.find(exchange.getRequestURI().getPath());
            if (answer.isEmpty()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = answer.get().getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, isHead ? -1 : body.length);
            if (!isHead) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
