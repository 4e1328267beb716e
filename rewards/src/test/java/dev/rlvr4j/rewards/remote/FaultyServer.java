package dev.rlvr4j.rewards.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A local HTTP server that answers as told, and notes what it was asked. */
final class FaultyServer implements AutoCloseable {
    /** How the n-th request (from 0) is answered. */
    interface Script {
        Reply reply(int n, JsonNode request);
    }

    record Reply(int status, String body, boolean hang) {
        static Reply ok(String body) {
            return new Reply(200, body, false);
        }

        static Reply status(int status) {
            return new Reply(status, "out of order", false);
        }

        /** Sends half of a body and then nothing. */
        static Reply hanging() {
            return new Reply(200, "{\"sco", true);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final Script script;
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    final List<String> paths = new CopyOnWriteArrayList<>();

    FaultyServer(Script script) throws IOException {
        this.script = script;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void handle(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try (exchange) {
            int n = requests.getAndIncrement();
            JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
            bodies.add(request);
            paths.add(exchange.getRequestURI().getPath());
            Reply reply = script.reply(n, request);
            byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status, reply.hang ? body.length + 10 : body.length);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            if (reply.hang) {
                release.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public void close() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
