package dev.rlvr4j.experiments.collect;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.envs.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A kept completion, as a line of the file has it.
 *
 * @param index place of the task in the sampled order
 * @param sample place of the completion among those of the task
 * @param task the task
 * @param prompt what was continued
 * @param completion how
 * @param score what it was worth
 * @param verifiers versions of the verifiers by name
 * @param learnt how many of the tokens that the model sampled are to be learnt, from the first on
 * @param seed the recipe's
 */
record CollectedRow(
        long index,
        int sample,
        Task task,
        Prompt prompt,
        Completion completion,
        Score score,
        Map<String, String> verifiers,
        int learnt,
        long seed) {
    static final String PROMPT = "prompt";
    static final String RESPONSE = "response";
    static final String PROMPT_TOKENS = "prompt_tokens";
    static final String TOKENS = "tokens";
    static final String LOSS_SPANS = "loss_spans";

    /**
     * The line's fields. Spans count tokens of the response: {@code [[0, 32]]} is its first 32. Of several turns the response is
     * all that came after the prompt, with a span for each turn of the model: what tools and users said is in none.
     */
    Map<String, Object> fields() {
        var versions = completion.versions();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", index);
        fields.put("sample", sample);
        fields.put("id", task.id());
        fields.put("question", task.question());
        fields.put("reference", task.reference());
        fields.put(PROMPT, prompt.text());
        fields.put(RESPONSE, completion.text());
        fields.put("score", score.value());
        fields.put("reason", score.reason());
        fields.put("parts", new TreeMap<>(score.parts()));
        fields.put("verifiers", verifiers);
        fields.put("finish", completion.truncated() ? "length" : "stop");
        fields.put("adapter", versions.get(versions.size() - 1).version().toString());
        fields.put("seed", seed);
        fields.put(PROMPT_TOKENS, prompt.tokens());
        fields.put(TOKENS, completion.tokens());
        fields.put(LOSS_SPANS, LossSpans.of(completion, learnt));
        return fields;
    }
}
