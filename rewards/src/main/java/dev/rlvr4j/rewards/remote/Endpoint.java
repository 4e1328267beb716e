package dev.rlvr4j.rewards.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.rewards.Deadline;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that takes JSON and gives JSON. A request is tried again where the connection or the time limit fails, where the
 * status is 408, 429 or 5xx, and where the answer is not what was asked for; other statuses are final. Thread-safe.
 */
final class Endpoint {
    /** Largest response that is read, in bytes. */
    static final int MAX_BYTES = 4 << 20;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final EndpointSettings settings;
    private final String key;
    private final Semaphore slots;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Endpoint(EndpointSettings settings) {
        this.settings = settings;
        this.key = settings.key();
        this.slots = new Semaphore(settings.concurrent());
    }

    /** Reads an answer, or says with a {@link BadAnswer} why it cannot be one. */
    interface Reader<T> {
        T read(JsonNode answer) throws BadAnswer;
    }

    /** An answer that is not what was asked for. */
    static final class BadAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        BadAnswer(String message) {
            super(message);
        }
    }

    /**
     * Posts and reads, with retries, until the thread's {@link Deadline}.
     *
     * @throws RlvrException that names the server and the last failure
     * @throws InterruptedException if the thread is interrupted; the request is cancelled
     */
    <T> T ask(JsonNode request, Reader<T> reader) throws InterruptedException {
        Deadline deadline = Deadline.current();
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        Failure last = new Failure("no slot became free among " + settings.concurrent(), true, Duration.ZERO);
        int tries = 0;
        while (tries <= settings.retries()) {
            if (tries > 0 && !pause(last, tries, deadline)) {
                break;
            }
            if (!slots.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                break;
            }
            tries++;
            try {
                return reader.read(post(body, deadline));
            } catch (BadAnswer e) {
                last = new Failure(String.valueOf(e.getMessage()), true, Duration.ZERO);
            } catch (Failure e) {
                last = e;
            } finally {
                slots.release();
            }
            if (!last.again) {
                break;
            }
        }
        throw new RlvrException(settings.url() + " gave no reward in " + tries + (tries == 1 ? " try" : " tries") + ": "
                + last.getMessage());
    }

    /** Waits before the next try; false where the deadline would pass meanwhile. */
    private boolean pause(Failure last, int tries, Deadline deadline) throws InterruptedException {
        Duration doubled = settings.backoff().multipliedBy(1L << Math.min(20, tries - 1));
        Duration pause = last.wait.compareTo(doubled) > 0 ? last.wait : doubled;
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        if (pause.compareTo(deadline.left()) >= 0) {
            return false;
        }
        Thread.sleep(pause.toMillis());
        return true;
    }

    private JsonNode post(byte[] body, Deadline deadline) throws Failure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        Duration left = deadline.left();
        Duration limit = left.compareTo(settings.timeout()) < 0 ? left : settings.timeout();
        // HttpRequest's own time limit ends with the headers; this one covers the body too.
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request.build(), info -> new LimitedBody(MAX_BYTES));
        HttpResponse<byte[]> response;
        try {
            response = sent.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Failure("no answer within " + limit.toMillis() + " ms", true, Duration.ZERO);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Failure(
                    cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
                    cause instanceof IOException,
                    Duration.ZERO);
        } finally {
            sent.cancel(true);
        }
        return json(response);
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws Failure {
        int status = response.statusCode();
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (status < 200 || status >= 300) {
            boolean again = status == 408 || status == 429 || status >= 500;
            throw new Failure("status " + status + ", " + Answers.quote(text), again, retryAfter(response));
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Failure("the answer is not JSON: " + Answers.quote(text), true, Duration.ZERO);
        }
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        boolean number =
                !seconds.isEmpty() && seconds.length() <= 5 && seconds.chars().allMatch(Character::isDigit);
        return number ? Duration.ofSeconds(Integer.parseInt(seconds)) : Duration.ZERO;
    }

    /** Why a try failed, and whether another may help. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        final boolean again;
        final Duration wait;

        Failure(String message, boolean again, Duration wait) {
            super(message);
            this.again = again;
            this.wait = wait;
        }
    }
}
