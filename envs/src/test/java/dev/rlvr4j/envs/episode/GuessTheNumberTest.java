package dev.rlvr4j.envs.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.envs.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GuessTheNumberTest {
    private static final GuessTheNumber GAME =
            new GuessTheNumber(new GuessTheNumber.Settings(1, 999, 100, "\n", 0.1, 200, 1));

    private static Stream<Task> tasks() {
        return Stream.concat(
                LongStream.range(0, 200).mapToObj(GAME.heldOut()::task),
                LongStream.range(0, 2000).mapToObj(GAME.train()::task));
    }

    private static int[] range(Task task) {
        String[] words = task.question().split(" ", -1);
        return new int[] {Integer.parseInt(words[1]), Integer.parseInt(words[3])};
    }

    @Test
    void halvingFindsEveryNumberInTheGivenTurns() throws Exception {
        Set<Integer> sizes = new HashSet<>();
        for (Task task : tasks().toList()) {
            int low = range(task)[0];
            int high = range(task)[1];
            sizes.add(high - low + 1);
            assertThat(Integer.parseInt(task.reference())).isBetween(low, high);
            Episode episode = GAME.open(task);
            int turn = 1;
            while (true) {
                int guess = (low + high) / 2;
                Reply reply = episode.reply(new Turn(turn++, guess + "\n", false));
                if (reply instanceof Reply.End end) {
                    assertThat(end.response()).isEqualTo(task.reference());
                    break;
                }
                Reply.Observation said = (Reply.Observation) reply;
                assertThat(said.speaker()).isEqualTo(Speaker.USER);
                assertThat(said.texts()).isSubsetOf(List.of("higher", "lower"));
                low = said.texts().get(0).equals("higher") ? guess + 1 : low;
                high = said.texts().get(0).equals("lower") ? guess - 1 : high;
            }
            assertThat(turn - 1).isLessThanOrEqualTo(GAME.bounds().maxTurns());
        }
        assertThat(sizes).hasSize(99).contains(2, 100);
    }

    @Test
    void nonsenseCostsATurnAndListsOfGuessesAreNone() throws Exception {
        Task task = new Task("t", "guess 1 to 7", "4", java.util.Map.of("max_turns", "3"));
        Episode episode = GAME.open(task);
        assertThat(episode.reply(new Turn(1, "1 2 3 4 5 6 7", false)))
                .isEqualTo(new Reply.Observation(Speaker.USER, List.of("?")));
        assertThat(episode.cut()).isEmpty();
        assertThat(episode.reply(new Turn(2, "<think>4? 5?</think> I say 6", false)))
                .isEqualTo(new Reply.Observation(Speaker.USER, List.of("lower")));
        assertThat(episode.cut()).isEqualTo("6");
        assertThat(episode.reply(new Turn(3, "99999999999999999999", false))).isEqualTo(new Reply.End(""));
        assertThat(episode.figures()).containsEntry("guesses", 3.0).containsEntry("no_number", 2.0);
        assertThat(GAME.open(task).reply(new Turn(1, "It is 4.", false))).isEqualTo(new Reply.End("4"));
        assertThat(GAME.open(task).reply(new Turn(3, "5", false))).isEqualTo(new Reply.End("5"));
    }

    @Test
    void heldOutRangesAreNeverTrainedOnAndIndicesAddressGames() {
        Set<String> held = new HashSet<>();
        LongStream.range(0, 200).forEach(i -> held.add(GAME.heldOut().task(i).question()));
        assertThat(LongStream.range(0, 5000).mapToObj(i -> GAME.train().task(i).question()))
                .doesNotContainAnyElementsOf(held);
        GuessTheNumber again = new GuessTheNumber(new GuessTheNumber.Settings(1, 999, 100, "\n", 0.1, 200, 1));
        assertThat(again.train().task(123_456_789_012L)).isEqualTo(GAME.train().task(123_456_789_012L));
        assertThat(again.heldOut().task(7)).isEqualTo(GAME.heldOut().task(7));
        assertThat(GAME.train().task(3)).isNotEqualTo(GAME.train().task(4));
    }

    @Test
    void settingsThatLeaveNoGamesAreRefused() {
        for (GuessTheNumber.Settings impossible : List.of(
                new GuessTheNumber.Settings(1, 2, 2, "", 0.5, 10, 1))) { // a single range: held out or trained on
            assertThatThrownBy(() -> new GuessTheNumber(impossible))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("held_out_share");
        }
        assertThatThrownBy(() -> new GuessTheNumber.Settings(1, 50, 100, "", 0.1, 10, 1))
                .isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new GuessTheNumber.Settings(1, 50, 1, "", 0.1, 10, 1))
                .isInstanceOf(InputException.class);
    }
}
