package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactMatchTest {
    @ParameterizedTest
    @CsvSource({
        "Paris, ' Paris\n', 1, 1",
        "Paris, paris, 0, 1",
        "Paris, Paris., 0, 1",
        "New York, ' new   YORK.', 0, 1",
        "Paris, Parisian, 0, 0",
        "Paris, Paris or London, 0, 0",
        "'ﬁx', 'fix', 0, 1",
        "., ., 1, 1",
    })
    void comparesTheWholeResponse(String reference, String response, double exact, double normalised) {
        Attempt attempt = Attempts.of(reference, response);

        assertThat(new ExactMatch().verify(attempt).value()).isEqualTo(exact);
        assertThat(new NormalisedMatch().verify(attempt).value()).isEqualTo(normalised);
    }

    @Test
    void canLookIntoATag() {
        Verifier tagged = new ExactMatch("capital", AnswerExtraction.answerTag(), true);

        assertThat(verify(tagged, "Well. <answer>PARIS</answer>")).startsWith("CORRECT");
        assertThat(verify(tagged, "Paris")).startsWith("NO_ANSWER");
    }

    @Test
    void anEmptyResponseIsNoAnswer() {
        assertThat(new ExactMatch().verify(Attempts.of("Paris", " \n")).reason())
                .startsWith("NO_ANSWER");
    }

    @Test
    void aBlankReferenceIsAnError() {
        assertThatThrownBy(() -> new ExactMatch().verify(Attempts.of(" ", "")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'t1' is blank");
    }

    private static String verify(Verifier verifier, String response) {
        try {
            return verifier.verify(Attempts.of("Paris", response)).reason();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
