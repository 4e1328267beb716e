package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.datasets.DataFiles;
import dev.rlvr4j.envs.datasets.DatasetEnvironment;
import dev.rlvr4j.envs.datasets.DatasetSettings;
import dev.rlvr4j.envs.datasets.FieldMapping;
import dev.rlvr4j.envs.datasets.HeldOut;
import dev.rlvr4j.envs.datasets.Layouts;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.generators.ArithmeticEnvironment;
import dev.rlvr4j.envs.generators.ArithmeticSettings;
import dev.rlvr4j.rewards.Verifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks come from: {@code type: arithmetic}, {@code procedural}, {@code jsonl}, {@code dataset}, {@code mixture}, and over
 * several turns {@code tools}, {@code calculator} or {@code guess}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EnvironmentSection.Arithmetic.class, name = "arithmetic"),
    @JsonSubTypes.Type(value = ProceduralSection.class, name = "procedural"),
    @JsonSubTypes.Type(value = EnvironmentSection.Jsonl.class, name = "jsonl"),
    @JsonSubTypes.Type(value = DatasetSection.class, name = "dataset"),
    @JsonSubTypes.Type(value = MixtureSection.class, name = "mixture"),
    @JsonSubTypes.Type(value = ToolsSection.class, name = "tools"),
    @JsonSubTypes.Type(value = CalculatorSection.class, name = "calculator"),
    @JsonSubTypes.Type(value = GuessSection.class, name = "guess")
})
public sealed interface EnvironmentSection
        permits EnvironmentSection.Arithmetic,
                EnvironmentSection.Jsonl,
                ProceduralSection,
                DatasetSection,
                MixtureSection,
                ToolsSection,
                CalculatorSection,
                GuessSection {
    /**
     * Makes the environment.
     *
     * @throws InputException if a data set cannot be used
     */
    Environment open();

    /**
     * Makes an environment that goes into another one.
     *
     * @param setting where it stands, for the message
     * @throws InputException if it cannot be made, or is played over several turns
     */
    default Environment openSingleTurn(String setting) {
        Environment environment = open();
        if (environment instanceof Episodes) {
            throw new InputException(setting + " holds '" + title() + "', which is played over several turns, but takes"
                    + " environments of one turn only");
        }
        return environment;
    }

    /**
     * Who judges the tasks: the recipe's reward, unless the section names others.
     *
     * @param opened what {@link #open} made
     * @param usual the recipe's reward
     */
    default Verifier judge(Environment opened, Verifier usual) {
        return usual;
    }

    /** A few words for headings. */
    String title();

    /** The kinds and their defaults. */
    static Variants variants() {
        return new Variants(
                "type",
                Recipe.trees(Map.of(
                        "arithmetic",
                        Arithmetic.DEFAULT,
                        "procedural",
                        ProceduralSection.DEFAULT,
                        "jsonl",
                        Jsonl.DEFAULT,
                        "dataset",
                        DatasetSection.DEFAULT,
                        "mixture",
                        MixtureSection.DEFAULT,
                        "tools",
                        ToolsSection.DEFAULT,
                        "calculator",
                        CalculatorSection.DEFAULT,
                        "guess",
                        GuessSection.DEFAULT)));
    }

    /**
     * Arithmetic made up on the spot.
     *
     * @param terms operands of a question
     * @param min smallest operand
     * @param max largest operand
     * @param operators {@code "+"}, {@code "-"}, {@code "+-"} or {@code "*"}
     * @param heldOutShare share of all questions that is held out
     * @param heldOutSize number of held-out tasks
     * @param seed of the questions and of the split; not the run's seed, so that all runs share the split
     */
    record Arithmetic(int terms, int min, int max, String operators, double heldOutShare, int heldOutSize, long seed)
            implements EnvironmentSection {
        static final Arithmetic DEFAULT = new Arithmetic(3, 10, 49, "+", 0.1, 512, 1);

        @Override
        public String title() {
            return "arithmetic";
        }

        @Override
        public ArithmeticEnvironment open() {
            return new ArithmeticEnvironment(
                    new ArithmeticSettings(terms, min, max, operators, heldOutShare, heldOutSize, seed));
        }
    }

    /**
     * A data set of one path, the short form of {@link DatasetSection}: a JSONL or Parquet file, a folder or a pattern.
     *
     * @param path the file
     * @param heldOutPath held-out tasks; null holds a share of {@code path} out
     * @param question the field with the question; null finds it by the common names
     * @param answer the field with the reference answer; null finds it by the common names
     * @param id the field with the task's id; null names tasks by file and line
     * @param heldOutShare share of the rows held out where there is no file of their own
     * @param seed of the split
     */
    record Jsonl(
            String path,
            @Nullable String heldOutPath,
            @Nullable String question,
            @Nullable String answer,
            @Nullable String id,
            double heldOutShare,
            long seed)
            implements EnvironmentSection {
        static final Jsonl DEFAULT = new Jsonl("", null, null, null, null, 0.1, 1);

        public Jsonl {
            if (!(heldOutShare >= 0 && heldOutShare < 1)) {
                throw new InputException("held_out_share must be at least 0 and below 1, but is " + heldOutShare);
            }
        }

        @Override
        public String title() {
            return String.valueOf(Path.of(path).getFileName());
        }

        @Override
        public DatasetEnvironment open() {
            if (path.isBlank()) {
                throw new InputException("environment.path is not set; name a data set with it, or with --data");
            }
            HeldOut split = heldOutPath == null
                    ? new HeldOut.Share(heldOutShare)
                    : new HeldOut.Files(DataFiles.of(List.of(heldOutPath)));
            return DatasetEnvironment.read(new DatasetSettings(
                    DataFiles.of(List.of(path)),
                    Layouts.AUTO,
                    new FieldMapping(question, answer, id),
                    split,
                    List.of(),
                    seed));
        }
    }
}
