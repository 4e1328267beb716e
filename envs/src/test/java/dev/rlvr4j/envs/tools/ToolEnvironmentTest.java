package dev.rlvr4j.envs.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import dev.rlvr4j.envs.generators.ArithmeticEnvironment;
import dev.rlvr4j.envs.generators.ArithmeticSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolEnvironmentTest {
    private static final ToolEnvironment SUMS = new ToolEnvironment(
            new ArithmeticEnvironment(ArithmeticSettings.defaults(1)),
            new Toolbox(new Calculator()),
            InlineCalls.brackets(Calculator.NAME, Calculator.PARAMETER),
            new EpisodeBounds(4, 0));

    @Test
    void callsAreAnsweredUntilATurnCallsNothingWhichIsJudged() throws Exception {
        Task task = SUMS.train().task(0);
        Episodes episodes = Episodes.of(SUMS).orElseThrow();
        try (Episode episode = episodes.open(task)) {
            assertThat(episode.reply(new Turn(1, "[17+38]", false)))
                    .isEqualTo(new Reply.Observation(Speaker.INLINE, List.of("=55;")));
            assertThat(episode.reply(new Turn(2, "[55+]", false)))
                    .isEqualTo(new Reply.Observation(Speaker.INLINE, List.of("=?;")));
            assertThat(episode.reply(new Turn(3, "#### 80", false))).isEqualTo(new Reply.End("#### 80"));
            assertThat(episode.figures()).isEqualTo(Map.of("tool_calls", 2.0, "tool_errors", 1.0));
            assertThat(episode.cut()).isEmpty();
        }
        assertThat(episodes.open(task).figures()).containsEntry("tool_calls", 0.0);
        assertThat(episodes.stops()).containsExactly("]");
        assertThat(episodes.tools()).isEmpty();
        assertThat(new ToolEnvironment(SUMS.tasks(), SUMS.toolbox(), new HermesCalls(), SUMS.bounds()).tools())
                .hasSize(1);
    }

    @Test
    void tasksAreThoseOfTheEnvironmentBelow() {
        assertThat(SUMS.heldOut().size()).isEqualTo(512);
        assertThat(SUMS.train().task(5)).isEqualTo(SUMS.tasks().train().task(5));
        assertThat(Episodes.of(SUMS.tasks())).isEmpty();
    }
}
