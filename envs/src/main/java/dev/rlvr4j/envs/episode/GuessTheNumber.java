package dev.rlvr4j.envs.episode;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.envs.EndlessTasks;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A game of several turns: find a number between two others. A guess is answered by {@code higher} or {@code lower}, anything
 * else by {@code ?}; each costs a turn. There are as many turns as halving the range needs at worst, so that every number can
 * be found. What is judged is the last guess, and the reference is the number.
 *
 * <p>The question holds the range alone: whoever guesses right has learnt to search, not to remember. A hash of the question
 * decides whether it is held out.
 */
public final class GuessTheNumber implements Environment, Episodes {
    /**
     * How the game is set up.
     *
     * @param min smallest lower end of a range
     * @param max largest upper end
     * @param size most numbers in a range, at least 2
     * @param turnEnd a text that ends a guess besides the model's end token, e.g. a line break; empty for chat models
     * @param heldOutShare share of all ranges that is held out, in (0, 1)
     * @param heldOutSize number of held-out games
     * @param seed of the games and of the split
     */
    public record Settings(
            int min, int max, int size, String turnEnd, double heldOutShare, int heldOutSize, long seed) {
        public Settings {
            if (min < 0 || max > 1_000_000_000 || (long) max - min + 1 < size) {
                throw new InputException("guess the number: ranges of up to " + size + " numbers must lie in min..max,"
                        + " which must lie in 0..1000000000, but is " + min + ".." + max);
            }
            if (size < 2) {
                throw new InputException("guess the number: size must be at least 2, but is " + size);
            }
            if (!(heldOutShare > 0 && heldOutShare < 1) || heldOutSize < 1) {
                throw new InputException(
                        "guess the number: held_out_share must be above 0 and below 1 and held_out_size at"
                                + " least 1, but they are " + heldOutShare + " and " + heldOutSize);
            }
        }
    }

    /** A range and the number in it. */
    private record Game(int low, int high, int number) {
        String question() {
            return "guess " + low + " to " + high;
        }

        /** Turns that halving needs at worst: the bits of the number of numbers. */
        int turns() {
            return 32 - Integer.numberOfLeadingZeros(high - low + 1);
        }
    }

    private static final int MAX_DRAWS = 100_000;

    private final Settings settings;
    private final long splitKey;
    private final TaskSource heldOut;

    /** @throws InputException if the settings leave no range to train on or to hold out */
    public GuessTheNumber(Settings settings) {
        this.settings = settings;
        this.splitKey = CounterRandom.key(settings.seed(), "split");
        this.heldOut = new TaskList(LongStream.range(0, settings.heldOutSize())
                .mapToObj(index -> task("held-out", index, true))
                .toList());
        task("train", 0, false);
    }

    @Override
    public String name() {
        return "guess-the-number";
    }

    @Override
    public TaskSource train() {
        EndlessTasks games = index -> task("train", index, false);
        return games;
    }

    @Override
    public TaskSource heldOut() {
        return heldOut;
    }

    private Task task(String part, long index, boolean held) {
        long key = CounterRandom.key(CounterRandom.key(settings.seed(), part), index);
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            Game game = draw(CounterRandom.key(key, draw));
            boolean isHeld =
                    CounterRandom.uniform(CounterRandom.key(splitKey, game.question()), 0) < settings.heldOutShare();
            if (isHeld == held) {
                return new Task(
                        "guess/" + part + "/" + index,
                        game.question(),
                        Integer.toString(game.number),
                        Map.of("max_turns", Integer.toString(game.turns())));
            }
        }
        throw new InputException("guess the number: none of " + MAX_DRAWS + " ranges drawn is "
                + (held ? "held out" : "left to train on") + " at a held_out_share of " + settings.heldOutShare()
                + "; widen min..max, or change held_out_share");
    }

    private Game draw(long key) {
        int count = 2 + CounterRandom.below(key, 0, settings.size() - 1);
        int low = settings.min() + CounterRandom.below(key, 1, settings.max() - settings.min() + 2 - count);
        return new Game(low, low + count - 1, low + CounterRandom.below(key, 2, count));
    }

    @Override
    public EpisodeBounds bounds() {
        return new EpisodeBounds(32 - Integer.numberOfLeadingZeros(settings.size()), 0);
    }

    @Override
    public List<String> stops() {
        return settings.turnEnd().isEmpty() ? List.of() : List.of(settings.turnEnd());
    }

    @Override
    public Episode open(Task task) {
        return new Play(
                Integer.parseInt(task.reference()),
                Integer.parseInt(task.metadata().getOrDefault("max_turns", "")));
    }

    private static final class Play implements Episode {
        private final int number;
        private final int turns;
        private String last = "";
        private final Map<String, Double> figures = new HashMap<>();

        Play(int number, int turns) {
            this.number = number;
            this.turns = turns;
        }

        @Override
        public Reply reply(Turn turn) {
            Long guess = guess(turn.text());
            figures.merge("guesses", 1.0, Double::sum);
            figures.merge("no_number", guess == null ? 1.0 : 0.0, Double::sum);
            last = guess == null ? last : Long.toString(guess);
            if ((guess != null && guess == number) || turn.number() >= turns) {
                return new Reply.End(guess == null ? "" : last);
            }
            String said = guess == null ? "?" : guess < number ? "higher" : "lower";
            return new Reply.Observation(Speaker.USER, List.of(said));
        }

        /** The one number that a turn holds behind its thoughts; a turn that lists several guesses none. */
        private static @Nullable Long guess(String turn) {
            String text = turn.substring(Math.max(0, turn.lastIndexOf("</think>")));
            Set<String> numbers = new HashSet<>(List.of(text.split("[^0-9]+", -1)));
            numbers.remove("");
            String only = numbers.size() == 1 ? numbers.iterator().next() : "";
            return only.isEmpty() || only.length() > 10 ? null : Long.valueOf(only);
        }

        @Override
        public String cut() {
            return last;
        }

        @Override
        public Map<String, Double> figures() {
            return figures;
        }
    }
}
