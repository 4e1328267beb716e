package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpisodeRecipesTest {
    private static Environment shipped(String name) {
        return Recipe.reader()
                .file(Path.of("recipes", "tools", name))
                .read()
                .environment()
                .open();
    }

    private static Environment with(String environment) {
        return Recipe.reader()
                .set("environment=" + environment)
                .read()
                .environment()
                .open();
    }

    private static Reply reply(Environment environment, String turn) throws Exception {
        Episode episode =
                Episodes.of(environment).orElseThrow().open(environment.train().task(0));
        return episode.reply(new Turn(1, turn, false));
    }

    @Test
    void theShippedRecipesOpenTheirEpisodes() throws Exception {
        assertThat(reply(shipped("calculator.yaml"), "35+26="))
                .isEqualTo(new Reply.Observation(Speaker.INLINE, List.of("61")));
        Episodes guess = Episodes.of(shipped("guess.yaml")).orElseThrow();
        assertThat(guess.stops()).containsExactly("\n");
        assertThat(guess.bounds().maxTurns()).isEqualTo(7);
        assertThat(
                        reply(
                                shipped("code.yaml"),
                                "<tool_call>{\"name\": \"javascript\", \"arguments\": {\"code\": \"print(7 * 8)\"}}</tool_call>"))
                .isEqualTo(new Reply.Observation(Speaker.TOOL, List.of("56")));
        assertThat(Episodes.of(with("{type: arithmetic}"))).isEmpty();
    }

    @Test
    void callsAreWrittenAsTheSettingsSay() throws Exception {
        assertThat(reply(with("{type: calculator}"), "[17+38]"))
                .isEqualTo(new Reply.Observation(Speaker.INLINE, List.of("=55;")));
        assertThat(
                        reply(
                                with("{type: calculator, calls: hermes}"),
                                "<tool_call>{\"name\": \"calculator\", \"arguments\": {\"expression\": \"17+38\"}}</tool_call>"))
                .isEqualTo(new Reply.Observation(Speaker.TOOL, List.of("55")));
    }

    @Test
    void settingsThatCannotBePlayedAreRefused() {
        for (String wrong : List.of(
                "{type: calculator, call_close: ''}",
                "{type: calculator, max_turns: 0}",
                "{type: calculator, calls: xml}",
                "{type: guess, size: 1}")) {
            assertThatThrownBy(() -> with(wrong)).as(wrong).isInstanceOf(InputException.class);
        }
    }
}
