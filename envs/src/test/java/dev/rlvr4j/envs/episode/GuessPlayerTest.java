package dev.rlvr4j.envs.episode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuessPlayerTest {
    private static final GuessTheNumber GAME =
            new GuessTheNumber(new GuessTheNumber.Settings(1, 99, 31, "\n", 0.1, 50, 1));

    private static List<Long> guesses(Task task, double forgetting, long key) throws Exception {
        GuessPlayer player = new GuessPlayer(task, forgetting, key);
        List<Long> guesses = new ArrayList<>();
        try (Episode episode = GAME.open(task)) {
            while (true) {
                guesses.add(player.guess());
                Reply reply = episode.reply(new Turn(guesses.size(), guesses.get(guesses.size() - 1) + "\n", false));
                if (!(reply instanceof Reply.Observation said)) {
                    return guesses;
                }
                player.told(said.texts().get(0));
            }
        }
    }

    /** How many guesses contradict what was said before. */
    private static int impossible(Task task, List<Long> guesses) {
        long number = Long.parseLong(task.reference());
        int count = 0;
        for (int i = 0; i < guesses.size(); i++) {
            long guess = guesses.get(i);
            boolean known = guesses.subList(0, i).stream()
                    .anyMatch(earlier -> earlier < number ? guess <= earlier : guess >= earlier);
            count += known ? 1 : 0;
        }
        return count;
    }

    @Test
    void whoForgetsNothingGuessesWhatIsPossibleAndOftenWinsWithoutHalving() throws Exception {
        int won = 0;
        for (int i = 0; i < 500; i++) {
            Task task = GAME.train().task(i);
            List<Long> guesses = guesses(task, 0, CounterRandom.key(1, i));
            String[] range = task.question().split(" ", -1);
            assertThat(guesses)
                    .allMatch(guess -> guess >= Long.parseLong(range[1]) && guess <= Long.parseLong(range[3]));
            assertThat(impossible(task, guesses)).isZero();
            won += guesses.get(guesses.size() - 1) == Long.parseLong(task.reference()) ? 1 : 0;
        }
        assertThat(won).isBetween(250, 480);
    }

    @Test
    void whoForgetsContradictsWhatWasSaid() throws Exception {
        int impossible = 0;
        for (int i = 0; i < 100; i++) {
            Task task = GAME.train().task(i);
            List<Long> guesses = guesses(task, 1, CounterRandom.key(1, i));
            impossible += impossible(task, guesses);
            assertThat(guesses).isEqualTo(guesses(task, 1, CounterRandom.key(1, i)));
        }
        assertThat(impossible).isGreaterThan(50);
    }
}
