package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProceduralEnvironmentTest {
    private static final Generator<?> SUMS = Generators.standard().get("chain_sum");

    private static ProceduralEnvironment sums(int level, long seed) {
        return ProceduralEnvironment.of(SUMS, level, Map.of(), HeldOutPart.usual(seed));
    }

    private static List<String> questions(TaskSource source, long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(i -> source.task(i).question())
                .toList();
    }

    @Test
    void seedZeroGivesTheseQuestions() {
        assertThat(questions(sums(1, 0).train(), 0, 4)).containsExactly("46+1=", "85+31=", "3-0=", "8-58=");
        Task task = sums(2, 0).train().task(7);
        assertThat(task.id()).isEqualTo("chain_sum/2/train/7");
        assertThat(task.metadata()).containsEntry("generator", "chain_sum").containsEntry("level", "2");
    }

    @Test
    void anIndexAlwaysGivesTheSameTask() {
        TaskSource train = sums(3, 5).train();
        assertThat(questions(train, 90, 10))
                .isEqualTo(questions(sums(3, 5).train(), 0, 100).subList(90, 100));
        assertThat(train.task(Long.MAX_VALUE - 1)).isEqualTo(train.task(Long.MAX_VALUE - 1));
        assertThat(train.size()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> train.task(-1)).isInstanceOf(RlvrException.class);
    }

    @Test
    void neighbouringSeedsShareNoStretchOfTasks() {
        Set<String> first = new HashSet<>(questions(sums(5, 1).train(), 0, 2_000));
        assertThat(questions(sums(5, 2).train(), 0, 2_000)).noneMatch(first::contains);
    }

    @Test
    void whatOneLevelHoldsOutNoOtherLevelTrainsOn() {
        HeldOutPart part = HeldOutPart.usual(1);
        Map<String, Integer> small = Map.of("max_digits", 1, "min_digits", 1, "max_terms", 2, "min_terms", 2);
        TaskSource heldOut = ProceduralEnvironment.of(SUMS, 1, small, part).heldOut();
        Set<String> questions = new HashSet<>(questions(heldOut, 0, (int) heldOut.size()));
        TaskSource train = ProceduralEnvironment.of(SUMS, 2, small, part).train();
        assertThat(questions(train, 0, 3_000)).noneMatch(questions::contains);
        assertThat(new HashSet<>(questions(train, 0, 3_000))).hasSizeGreaterThan(150);
    }

    @Test
    void aSmallerHeldOutPartIsTheBeginningOfALargerOne() {
        TaskSource small = ProceduralEnvironment.of(SUMS, 1, Map.of(), new HeldOutPart(0.1, OptionalInt.of(20), 1))
                .heldOut();
        assertThat(small.size()).isEqualTo(20);
        assertThat(questions(sums(1, 1).heldOut(), 0, 20)).isEqualTo(questions(small, 0, 20));
    }

    @Test
    void tooFewQuestionsToHoldOutAreNamed() {
        Map<String, Integer> tiny = Map.of("max_digits", 1, "min_digits", 1);
        assertThatThrownBy(() -> ProceduralEnvironment.of(SUMS, 1, tiny, new HeldOutPart(0.1, OptionalInt.of(100), 1)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "chain_sum: these settings give too few different questions; at a held_out_share of"
                                + " 0.1 only")
                .hasMessageContaining("of the 100 to hold out");
        assertThat(ProceduralEnvironment.of(SUMS, 1, tiny, HeldOutPart.usual(1))
                        .heldOut()
                        .size())
                .isBetween(5L, 60L);
    }
}
