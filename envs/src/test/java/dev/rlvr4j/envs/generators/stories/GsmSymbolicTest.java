package dev.rlvr4j.envs.generators.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Procedural;
import dev.rlvr4j.envs.generators.exact.Expression;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GsmSymbolicTest {
    private static final List<Template> TEMPLATES =
            Stream.concat(ShortStories.ALL.stream(), LongStories.ALL.stream()).toList();

    @Test
    void everyAnswerIsTheValueOfItsWorkingAndNotNegative() {
        for (Template template : TEMPLATES) {
            for (int i = 0; i < 200; i++) {
                Draws draws = new Draws(i);
                Template.Story story = template.telling().tell(Cast.drawn(draws), draws, 1 + i % 9);
                Expression working = Expression.parse(story.working()).orElseThrow();
                assertThat(working.value()).as(story.text()).hasToString(Long.toString(story.answer()));
                assertThat(story.answer()).as(story.text()).isNotNegative();
            }
        }
    }

    @Test
    void everyNumberOfTheWorkingIsToldOrKnown() {
        Set<Long> known = Set.of(3L, 4L, 6L, 12L); // three people, four legs, half a dozen, a dozen
        for (Template template : TEMPLATES) {
            Draws draws = new Draws(7);
            Template.Story story = template.telling().tell(Cast.drawn(draws), draws, 3);
            Set<String> told = Stream.of(story.text().split("[^0-9]+")).collect(Collectors.toSet());
            assertThat(Expression.parse(story.working()).orElseThrow().numbers())
                    .as(story.text())
                    .allMatch(n -> known.contains(n) || told.contains(Long.toString(n)));
            assertThat(story.text()).endsWith("?").doesNotContain("%");
        }
    }

    @Test
    void stepsAreTheOperationsOfTheWorkingOrFewer() {
        for (Template template : TEMPLATES) {
            Draws draws = new Draws(1);
            String working =
                    template.telling().tell(Cast.drawn(draws), draws, 1).working();
            long operations =
                    working.chars().filter(c -> "+-*/".indexOf(c) >= 0).count();
            assertThat((long) template.steps()).as(working).isBetween(operations - 2, operations + 1);
        }
    }

    @Test
    void levelsTakeStoriesOfTheirSteps() {
        List<Task> easy = Procedural.tasks("gsm_symbolic", 1, 200);
        assertThat(easy)
                .allMatch(t -> t.metadata()
                                .get("working")
                                .chars()
                                .filter(c -> "+-*/".indexOf(c) >= 0)
                                .count()
                        == 2);
        assertThat(IntStream.rangeClosed(1, 5)
                        .mapToObj(level -> Procedural.tasks("gsm_symbolic", level, 300).stream()
                                .map(t -> t.question().replaceAll("[0-9]+", "#").replaceAll("\\b[A-Z][a-z]+\\b", "X"))
                                .distinct()
                                .count())
                        .toList())
                .allMatch(kinds -> kinds >= 4);
        assertThat(Procedural.tasks("gsm_symbolic", 1, 5, Map.of("scale", 50))).hasSize(5);
    }
}
