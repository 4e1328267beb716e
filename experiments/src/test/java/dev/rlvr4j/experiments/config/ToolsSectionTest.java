package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifiers;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.episode.EpisodeRunner;
import dev.rlvr4j.rollout.episode.Trajectory;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tools from the recipe to the reward: a scripted policy calls the code interpreter and answers with what it read. */
class ToolsSectionTest {
    private static final String SUM = "let s = 0; for (let i = 1; i <= 100; i++) s += i * i; print(s)";

    private static Environment open(String environment) {
        return Recipe.reader()
                .set("environment=" + environment)
                .read()
                .environment()
                .open();
    }

    private static String call(String tool, String argument, String value) {
        return "<tool_call>{\"name\": \"" + tool + "\", \"arguments\": {\"" + argument + "\": \"" + value
                + "\"}}</tool_call>";
    }

    /** Plays one episode of a policy that says these turns. */
    private static Trajectory play(Environment environment, String... turns) {
        Iterator<String> script = List.of(turns).iterator();
        List<SampleRequest> asked = new ArrayList<>();
        EpisodeRunner runner = new EpisodeRunner(
                task -> Episodes.of(environment).orElseThrow(),
                new Characters(),
                TurnTokens.plain(new Characters()),
                requests -> {
                    asked.addAll(requests);
                    return Future.succeededFuture(List.of(List.of(completion(script.next(), asked.size()))));
                },
                Runnable::run);
        SamplingParams params = new SamplingParams(1, 0, 1, 0, 4000, Set.of(), List.of(), false);
        Task task = environment.train().task(0);
        SampleRequest request = new SampleRequest(new Prompt(task.id(), "q", new int[] {'q'}), 1, params, 1, null);
        return runner.run(List.of(task), List.of(request)).await().get(0).get(0);
    }

    private static Completion completion(String text, int version) {
        int[] tokens = text.chars().toArray();
        float[] logProbs = new float[tokens.length];
        Arrays.fill(logProbs, -1);
        VersionSpan span = new VersionSpan(0, tokens.length, new AdapterVersion("lora", version));
        return new Completion(tokens, logProbs, FinishReason.STOP, List.of(span), text);
    }

    @Test
    void aCodeInterpreterIsCalledAnsweredMaskedAndScored() throws Exception {
        Environment environment = open("{type: tools, tools: [calculator, javascript], seconds: 10}");
        assertThat(Episodes.of(environment).orElseThrow().tools())
                .extracting(tool -> (Object) ((Map<?, ?>) tool.get("function")).get("name"))
                .containsExactly("calculator", "javascript");

        String first = call("javascript", "code", SUM);
        String second =
                call("javascript", "code", "while (true) print(undefined.x)") + call("calculator", "expression", "1/3");
        Trajectory played = play(environment, first, second, "#### 338350");

        Completion completion = played.completion();
        StringBuilder given = new StringBuilder();
        StringBuilder sampled = new StringBuilder();
        for (int t = 0; t < completion.tokens().length; t++) {
            (completion.sampled()[t] ? sampled : given)
                    .appendCodePoint(completion.tokens()[t]);
        }
        assertThat(sampled.toString()).isEqualTo(first + second + "#### 338350");
        assertThat(given.toString()).contains("338350", "exit code 1", "1/3");
        assertThat(played.figures()).containsEntry("turns", 3.0).containsEntry("tool_calls", 3.0);
        assertThat(played.response()).isEqualTo("#### 338350");
        Attempt attempt = new Attempt("t", "q", "338350", played.response(), false, Map.of());
        assertThat(Verifiers.standard().get("numeric").verify(attempt).value()).isEqualTo(1);
    }

    @Test
    void theTasksAreThoseOfAnyEnvironmentOfOneTurn() {
        Environment chains = open("{type: tools, tasks: {type: procedural, generator: chain_sum, level: 2}}");
        assertThat(chains.train().task(3))
                .isEqualTo(open("{type: procedural, generator: chain_sum, level: 2}")
                        .train()
                        .task(3));
        Recipe again = Recipe.reader()
                .set("environment={type: tools, tasks: {type: procedural, generator: gcd}}")
                .set("environment.tasks.level=3")
                .read();
        assertThat(again.environment().title()).isEqualTo("gcd, level 3 with tools");
    }

    @Test
    void settingsThatCannotBePlayedAreRefused() {
        for (String[] wrong : new String[][] {
            {"{type: tools, tools: []}", "at least one tool"},
            {"{type: tools, tools: [calculator, calculator]}", "two tools"},
            {"{type: tools, tools: [ruby]}", "javascript"},
            {"{type: tools, tasks: {type: guess}}", "one turn only"},
            {"{type: tools, tasks: {type: arithmatic}}", "did you mean 'arithmetic'"},
            {"{type: tools, seconds: 0}", "seconds must be"},
            {"{type: tools, memory_mb: 1}", "memory_mb must be"},
            {"{type: tools, tools: [javascript], memory_mb: 1000000}", "lower memory_mb"},
            {"{type: tools, max_turns: 0}", "max_turns"}
        }) {
            assertThatThrownBy(() -> open(wrong[0]))
                    .as(wrong[0])
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(wrong[1]);
        }
    }

    /** A token for each character. */
    private static final class Characters implements Tokenizer {
        @Override
        public int[] encode(String text) {
            return text.chars().toArray();
        }

        @Override
        public String decode(int[] tokens) {
            return new String(tokens, 0, tokens.length);
        }

        @Override
        public int vocabularySize() {
            return 1 << 16;
        }

        @Override
        public @Nullable Integer bosToken() {
            return null;
        }

        @Override
        public Set<Integer> eosTokens() {
            return Set.of(0);
        }

        @Override
        public Optional<ChatTemplate> chatTemplate() {
            return Optional.empty();
        }
    }
}
