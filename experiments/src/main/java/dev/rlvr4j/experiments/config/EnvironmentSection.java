package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rlvr4j.core.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where tasks come from: {@code type: arithmetic} or {@code type: jsonl}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EnvironmentSection.Arithmetic.class, name = "arithmetic"),
    @JsonSubTypes.Type(value = EnvironmentSection.Jsonl.class, name = "jsonl")
})
public sealed interface EnvironmentSection {
    /** The kinds and their defaults. */
    static Variants variants() {
        return new Variants("type", Recipe.trees(Map.of("arithmetic", Arithmetic.DEFAULT, "jsonl", Jsonl.DEFAULT)));
    }

    /**
     * Sums made up on the spot.
     *
     * @param terms numbers in a sum
     * @param below each number is less than this
     */
    record Arithmetic(int terms, int below) implements EnvironmentSection {
        static final Arithmetic DEFAULT = new Arithmetic(3, 50);
    }

    /**
     * A data set of one JSON object per line.
     *
     * @param path the file
     * @param heldOutPath a file of held-out tasks; null holds a share of {@code path} out
     * @param question the field with the question
     * @param answer the field with the reference answer
     * @param heldOutShare share of the rows held out where there is no file of their own
     */
    record Jsonl(String path, @Nullable String heldOutPath, String question, String answer, double heldOutShare)
            implements EnvironmentSection {
        static final Jsonl DEFAULT = new Jsonl("", null, "question", "answer", 0.1);

        public Jsonl {
            if (!(heldOutShare > 0 && heldOutShare < 1)) {
                throw new InputException("held_out_share must be above 0 and below 1, but is " + heldOutShare);
            }
        }
    }
}
