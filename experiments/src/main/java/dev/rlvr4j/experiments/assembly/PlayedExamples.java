package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.GuessPlayer;
import dev.rlvr4j.envs.episode.GuessTheNumber;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import dev.rlvr4j.experiments.config.PretrainRecipe;
import dev.rlvr4j.trainer.Examples;
import java.util.ArrayList;
import java.util.List;

/**
 * Games of guess the number, played by careful and careless players, as the tokens that rollouts of such a game would give. The
 * guesses are learnt; what the game says is only read, as in training.
 */
final class PlayedExamples implements Examples {
    private final GuessTheNumber game;
    private final TaskSource tasks;
    private final PromptTemplate template;
    private final TurnTokens turnTokens;
    private final Tokenizer tokenizer;
    private final PretrainRecipe.Corpus corpus;
    private final String turnEnd;
    private final long seed;

    PlayedExamples(
            GuessTheNumber game,
            PromptTemplate template,
            TurnTokens turnTokens,
            Tokenizer tokenizer,
            PretrainRecipe.Corpus corpus,
            long seed) {
        this.game = game;
        this.tasks = game.train();
        this.template = template;
        this.turnTokens = turnTokens;
        this.tokenizer = tokenizer;
        this.corpus = corpus;
        this.turnEnd = game.stops().stream()
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "environment.turn_end is empty, so guesses could not end; set it, e.g. to \"\\n\""));
        this.seed = CounterRandom.key(seed, "corpus");
    }

    @Override
    public long size() {
        return tasks.size();
    }

    @Override
    public SequenceGroup example(long index) {
        Task task = tasks.task(index);
        Prompt prompt = template.render(task.id(), task.question(), task.metadata());
        boolean careful = CounterRandom.uniform(seed, index) < corpus.carefulShare();
        GuessPlayer player = new GuessPlayer(
                task,
                careful ? 0 : corpus.carelessErrorRate(),
                CounterRandom.key(CounterRandom.key(seed, "player"), index));
        List<Integer> tokens = new ArrayList<>();
        List<Boolean> said = new ArrayList<>();
        try (Episode episode = game.open(task)) {
            for (int turn = 1; ; turn++) {
                String guess = player.guess() + turnEnd;
                int[] guessed = tokenizer.encode(guess);
                append(guessed, true, tokens, said);
                Reply reply = episode.reply(new Turn(turn, guess, false));
                if (!(reply instanceof Reply.Observation observation)) {
                    break;
                }
                append(
                        turnTokens
                                .after(guessed, observation.speaker(), observation.texts())
                                .tokens(),
                        false,
                        tokens,
                        said);
                player.told(observation.texts().get(0));
            }
        } catch (Exception e) {
            throw new RlvrException("the game " + task.id() + " could not be played: " + e.getMessage(), e);
        }
        boolean[] asked = new boolean[said.size()];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = said.get(i);
        }
        int[] completion = tokens.stream().mapToInt(Integer::intValue).toArray();
        return new SequenceGroup(prompt.tokens(), List.of(completion), List.of(asked));
    }

    private static void append(int[] more, boolean byPlayer, List<Integer> tokens, List<Boolean> said) {
        for (int token : more) {
            tokens.add(token);
            said.add(byPlayer);
        }
    }
}
