package dev.rlvr4j.rewards.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.remote.Endpoint.BadAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifier {@code http}: the score that a server gives. It is posted
 *
 * <pre>{@code {"task_id": "…", "question": "…", "reference": "…", "response": "…", "truncated": false, "metadata": {…}}}</pre>
 *
 * and answers {@code {"score": 0.5}}, where it likes with {@code "reason": "…"} and {@code "parts": {"name": 1}}. With {@code
 * batch_size} above 1 it is posted {@code {"attempts": […]}} and answers {@code {"scores": […]}}, one for each in order; a batch
 * is what comes in within {@code batch_wait_seconds}.
 *
 * <p>Options: {@code url}, which must be given; {@code timeout_seconds} (30), {@code retries} (3), {@code backoff_seconds} (0.5),
 * {@code max_concurrent} (32), {@code api_key_env}, {@code batch_size} (1), {@code batch_wait_seconds} (0.01).
 */
public final class HttpReward implements Configurable {
    private final @Nullable Endpoint endpoint;
    private final @Nullable Batches<Attempt, Score> batches;

    /** To be configured: it needs an address. */
    public HttpReward() {
        this(null, null);
    }

    private HttpReward(@Nullable Endpoint endpoint, @Nullable Batches<Attempt, Score> batches) {
        this.endpoint = endpoint;
        this.batches = batches;
    }

    @Override
    public Verifier configured(Options options) {
        EndpointSettings settings = EndpointSettings.read(options, "the address that attempts are posted to");
        int size = options.integer("batch_size", 1, 1, 4096);
        var wait = options.seconds("batch_wait_seconds", 0.01);
        options.check(settings);
        Endpoint asked = new Endpoint(settings);
        return new HttpReward(asked, size == 1 ? null : new Batches<>(size, wait, all -> scores(asked, all)));
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Score verify(Attempt attempt) throws Exception {
        if (endpoint == null) {
            throw new InputException("the option 'url' of http is missing: the address that attempts are posted to");
        }
        return batches == null ? endpoint.ask(Answers.request(attempt), Answers::score) : batches.add(attempt);
    }

    private static List<Score> scores(Endpoint endpoint, List<Attempt> attempts) throws InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode all = request.putArray("attempts");
        attempts.forEach(attempt -> all.add(Answers.request(attempt)));
        return endpoint.ask(request, answer -> {
            JsonNode scores = answer.path("scores");
            if (!scores.isArray() || scores.size() != attempts.size()) {
                throw new BadAnswer("the answer must have 'scores' for " + attempts.size() + " attempts: "
                        + Answers.quote(answer.toString()));
            }
            List<Score> read = new ArrayList<>();
            for (JsonNode score : scores) {
                read.add(Answers.score(score));
            }
            return read;
        });
    }
}
