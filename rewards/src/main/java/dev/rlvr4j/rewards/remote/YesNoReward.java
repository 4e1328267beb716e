package dev.rlvr4j.rewards.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.remote.Endpoint.BadAnswer;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifier {@code yes-no}: a model's probability of "yes" over "yes" and "no" as the first token of its answer (TALLRec, Bao et
 * al. 2023), from an OpenAI-compatible endpoint that gives log-probs.
 *
 * <p>Spellings count together: {@code Yes}, {@code " yes"}. Where one of the two is not among the {@code top_logprobs} tokens its
 * probability is taken as 0; where both are missing it is an error.
 *
 * <p>Options: {@code url} and {@code model}, which must be given; {@code template}, {@code top_logprobs} (20), and those of {@code
 * http} for time limits, retries and keys.
 */
public final class YesNoReward implements Configurable {
    static final String TEMPLATE = """
            <question>
            {question}
            </question>
            <reference>
            {reference}
            </reference>
            <response>
            {response}
            </response>

            Is the response right? Answer with one word, Yes or No.""";

    private final @Nullable ChatEndpoint chat;
    private final int top;

    /** To be configured: it needs a server and a model. */
    public YesNoReward() {
        this(null, 20);
    }

    private YesNoReward(@Nullable ChatEndpoint chat, int top) {
        this.chat = chat;
        this.top = top;
    }

    @Override
    public Verifier configured(Options options) {
        int tokens = options.integer("top_logprobs", top, 2, 1000);
        return new YesNoReward(ChatEndpoint.read(options, TEMPLATE), tokens);
    }

    @Override
    public String name() {
        return "yes-no";
    }

    @Override
    public Score verify(Attempt attempt) throws InterruptedException {
        if (chat == null) {
            throw new InputException("the options 'url' and 'model' of yes-no are missing");
        }
        ObjectNode request = chat.request(attempt, 1);
        request.put("logprobs", true);
        request.put("top_logprobs", top);
        return chat.endpoint().ask(request, YesNoReward::read);
    }

    private static Score read(JsonNode answer) throws BadAnswer {
        JsonNode first = answer.path("choices")
                .path(0)
                .path("logprobs")
                .path("content")
                .path(0)
                .path("top_logprobs");
        double yes = 0;
        double no = 0;
        for (JsonNode token : first) {
            JsonNode logProb = token.path("logprob");
            if (!logProb.isNumber() || !(logProb.doubleValue() <= 1e-3)) {
                throw new BadAnswer("a log-prob is not a number up to 0: " + Answers.quote(token.toString()));
            }
            double probability = Math.exp(logProb.doubleValue());
            switch (token.path("token").asText().strip().toLowerCase(Locale.ROOT)) {
                case "yes" -> yes += probability;
                case "no" -> no += probability;
                default -> {}
            }
        }
        if (!(yes + no > 0)) {
            throw new BadAnswer(
                    "neither yes nor no is among the first token's log-probs: " + Answers.quote(answer.toString()));
        }
        double value = yes / (yes + no);
        return new Score(value, Map.of("yes", yes, "no", no), String.format(Locale.ROOT, "yes with %.4f", value));
    }
}
