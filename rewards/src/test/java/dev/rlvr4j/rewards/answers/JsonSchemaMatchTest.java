package dev.rlvr4j.rewards.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifiers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaMatchTest {
    private static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("name", Map.of("type", "string", "pattern", "^[A-Z]"), "age", Map.of("type", "integer")),
            "required",
            List.of("name"),
            "additionalProperties",
            false);

    private static AnswerVerifier verifier(Map<String, ?> options) {
        return (AnswerVerifier) Verifiers.standard().get("json-schema", options);
    }

    private static Attempt attempt(String reference, String response) {
        return new Attempt("t", "", reference, response, false, Map.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\": \"Ada\", \"age\": 36} | CORRECT",
                "<think>{}</think>{\"name\": \"Ada\"} | CORRECT",
                "So:;```json;{\"name\": \"Ada\"};```;Done. | CORRECT",
                "```;{};```;or;```;{\"name\": \"Ada\"};``` | CORRECT",
                "{\"name\": \"ada\"} | WRONG",
                "{\"age\": 36} | WRONG",
                "{\"name\": \"Ada\", \"age\": \"36\"} | WRONG",
                "{\"name\": \"Ada\", \"x\": 1} | WRONG",
                "[] | WRONG",
                "{\"name\": \"Ada\"} and more | UNPARSEABLE",
                "{\"name\": \"Ada\", \"name\": \"Bob\"} | UNPARSEABLE",
                "{name: Ada} | UNPARSEABLE",
                "~~ | NO_ANSWER",
            })
    void acceptsWhatTheSchemaAccepts(String response, Verdict verdict) throws Exception {
        AnswerVerifier verifier = verifier(Map.of("schema", SCHEMA));

        assertThat(verifier.judge(attempt("", response.replace(';', '\n')), Deadline.NONE)
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void theSchemaMayComeWithTheTask() throws Exception {
        AnswerVerifier verifier = verifier(Map.of());

        assertThat(verifier.judge(attempt("{\"type\": \"integer\"}", "7"), Deadline.NONE)
                        .verdict())
                .isEqualTo(Verdict.CORRECT);
        Attempt field = new Attempt("t", "", "", "7", false, Map.of("schema", "{\"type\": \"string\"}"));
        assertThat(verifier.judge(field, Deadline.NONE).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(verifier.judge(attempt("seven", "7"), Deadline.NONE).verdict())
                .isEqualTo(Verdict.GOLD_UNUSABLE);
        assertThat(verifier.unusable(attempt("{\"pattern\": \"(?=a)\"}", ""))).isPresent();
        assertThat(verifier.unusable(attempt("{\"type\": \"integer\"}", ""))).isEmpty();
    }

    @Test
    void hostileAnswersAreBounded() throws Exception {
        AnswerVerifier verifier = verifier(Map.of("schema", Map.of()));

        assertThat(verifier.judge(attempt("", "[".repeat(50_000)), Deadline.NONE)
                        .verdict())
                .isEqualTo(Verdict.UNPARSEABLE);
        assertThat(verifier.judge(attempt("", "1" + "0".repeat(5_000)), Deadline.NONE)
                        .verdict())
                .isEqualTo(Verdict.UNPARSEABLE);
        assertThat(verifier.judge(attempt("", "[" + "1,".repeat(60_000) + "1]"), Deadline.NONE)
                        .verdict())
                .isEqualTo(Verdict.LIMIT);
    }

    @Test
    void aBadSchemaIsRefused() {
        assertThatThrownBy(() -> verifier(Map.of("schema", "seven")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("verifier 'json-schema': the option 'schema' is not a JSON schema");
        assertThatThrownBy(() -> verifier(Map.of("schema", Map.of("$ref", "http://localhost:1/remote.json"))))
                .isInstanceOf(InputException.class);
    }
}
