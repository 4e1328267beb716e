package dev.rlvr4j.experiments.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.generators.Generators;
import dev.rlvr4j.envs.generators.ProceduralVerifier;
import dev.rlvr4j.experiments.config.PretrainRecipe;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.trainer.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tiny model is made to imitate: text of generators, mixtures and games. */
class PretrainTextTest {
    private static final Tokenizer TOKENIZER = Tokenizers.ascii();

    static List<String> generators() {
        return List.copyOf(Generators.standard().names());
    }

    private static PretrainRecipe recipe(String environment, double careful, double errors) {
        return PretrainRecipe.reader()
                .set("environment=" + environment)
                .set("corpus.careful_share", careful)
                .set("corpus.careless_error_rate", errors)
                .read();
    }

    private static String text(SequenceGroup example) {
        return TOKENIZER.decode(example.completions().get(0));
    }

    private static Verdict verdict(Task task, String response) {
        return new ProceduralVerifier()
                .judge(
                        new Attempt(task.id(), task.question(), task.reference(), response, false, task.metadata()),
                        Deadline.NONE)
                .verdict();
    }

    @ParameterizedTest
    @MethodSource("generators")
    void carefulTextOfAGeneratorIsThePromptOfTrainingAndAnAnswerItsVerifierTakes(String generator) {
        for (int level = 1; level <= 5; level++) {
            PretrainRecipe recipe = recipe(
                    "{type: procedural, generator: " + generator + ", level: " + level + ", held_out_size: 1}", 1, 1);
            TaskSource tasks = recipe.environment().open().train();
            Examples examples = PretrainRun.examples(recipe, TOKENIZER);
            for (int i = 0; i < 10; i++) {
                SequenceGroup example = examples.example(i);
                Task task = tasks.task(i);
                int[] tokens = example.completions().get(0);
                assertThat(TOKENIZER.decode(example.prompt())).isEqualTo(task.question() + "\n");
                assertThat(verdict(task, text(example))).as(text(example)).isEqualTo(Verdict.CORRECT);
                assertThat(TOKENIZER.eosTokens()).contains(tokens[tokens.length - 1]);
            }
        }
    }

    @Test
    void carefulTextHasItsStepsBeforeTheAnswerAndCarelessTextHasNone() {
        String sums = "{type: procedural, generator: leg_counting}";
        Task task = recipe(sums, 1, 0).environment().open().train().task(0);
        String careful =
                text(PretrainRun.examples(recipe(sums, 1, 0), TOKENIZER).example(0));
        assertThat(careful).isEqualTo(task.metadata().get("working") + "\n#### " + task.reference());
        assertThat(text(PretrainRun.examples(recipe(sums, 0, 0), TOKENIZER).example(0)))
                .isEqualTo("#### " + task.reference());
    }

    @Test
    void aMistakeIsTheAnswerToAnotherTaskOfTheSameGenerator() {
        PretrainRecipe recipe = recipe(
                "{type: mixture, parts: [{environment: {type: procedural, generator: chain_sum, level: 3}},"
                        + " {environment: {type: procedural, generator: calendar_arithmetic}, weight: 3}]}",
                0.2,
                0.5);
        Environment environment = recipe.environment().open();
        Examples examples = PretrainRun.examples(recipe, TOKENIZER);
        int wrong = 0;
        for (int i = 0; i < 1000; i++) {
            Task task = environment.train().task(i);
            String text = text(examples.example(i));
            assertThat(text).contains("#### ").isEqualTo(text(examples.example(i)));
            boolean sum = "chain_sum".equals(task.metadata().get("generator"));
            assertThat(text.matches("([-+=;0-9]+\n)?#### -?[0-9]{1,6}") || !sum)
                    .as(text)
                    .isTrue();
            wrong += verdict(task, text) == Verdict.CORRECT ? 0 : 1;
        }
        assertThat(wrong).isBetween(320, 440); // 0.8 times 0.5, less those that are right by chance
    }

    @Test
    void aGameIsLearntAsItWouldBePlayedAndWhatIsSaidIsOnlyRead() {
        PretrainRecipe recipe = recipe("{type: guess, min: 1, max: 99, size: 31}", 0.5, 0.5);
        Examples examples = PretrainRun.examples(recipe, TOKENIZER);
        for (int i = 0; i < 100; i++) {
            SequenceGroup game = examples.example(i);
            assertThat(TOKENIZER.decode(game.prompt())).matches("guess [0-9]+ to [0-9]+\n");
            assertThat(text(game)).matches("([0-9]+\n\n(higher|lower)\n){0,4}[0-9]+\n");
            int[] tokens = game.completions().get(0);
            boolean[] asked = game.asked().get(0);
            int[] learnt = LongStream.range(0, tokens.length)
                    .mapToInt(at -> (int) at)
                    .filter(at -> asked[at])
                    .map(at -> tokens[at])
                    .toArray();
            String guesses = text(game).replaceAll("\n(higher|lower)\n", "");
            assertThat(TOKENIZER.decode(learnt)).isEqualTo(guesses);
            assertThat(Arrays.equals(tokens, examples.example(i).completions().get(0)))
                    .isTrue();
        }
    }

    @Test
    void whatNobodyCanPlayIsRefused() {
        assertThatThrownBy(() -> PretrainRun.examples(recipe("{type: calculator}", 1, 0), TOKENIZER))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("player");
        assertThatThrownBy(() -> PretrainRun.examples(recipe("{type: guess, turn_end: ''}", 1, 0), TOKENIZER))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("turn_end");
    }
}
