package dev.rlvr4j.experiments.faults;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of rewards, 0.25 for all, whose every second answer is 503. */
final class FaultyRewardServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();

    FaultyRewardServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                boolean fails = requests.getAndIncrement() % 2 == 1;
                byte[] body = (fails ? "out of order" : "{\"score\": 0.25}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(fails ? 503 : 200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    int failures() {
        return requests.get() / 2;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
