package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The layouts that are known by name. Where a layout is found by itself, those with more special columns are tried first.
 *
 * <p>Metadata have the same names everywhere: {@code level} (as the data set writes it, without the word), {@code subject},
 * {@code source}, {@code solution} (a worked one) and {@code policy} (how a verifier is to compare, where the data set says it).
 */
public final class Layouts {
    /** Finds the layout by the columns and the first row of each file. */
    public static final String AUTO = "auto";

    private static final List<NamedLayout> ALL = List.of(
            new NamedLayout("countdown", List.of("target", "nums"), Set.of(), row -> true, Layouts::countdown),
            new NamedLayout(
                    "dapo",
                    List.of("prompt", "reward_model"),
                    Set.of("data_source", "ability", "extra_info"),
                    row -> row.node("reward_model.ground_truth") != null,
                    Layouts::dapo),
            new NamedLayout(
                    "openr1-math",
                    List.of("problem", "answer", "problem_type", "question_type"),
                    Set.of("source", "uuid", "solution"),
                    row -> true,
                    Layouts::openR1),
            new NamedLayout(
                    "math-500",
                    List.of("problem", "answer", "unique_id"),
                    Set.of("solution", "subject", "level"),
                    row -> true,
                    row -> math(row, row.textOrEmpty("answer"))),
            new NamedLayout(
                    "deepmath",
                    List.of("question", "final_answer"),
                    Set.of("difficulty", "topic"),
                    row -> true,
                    Layouts::deepMath),
            new NamedLayout(
                    "math",
                    List.of("problem", "solution", "level", "type"),
                    Set.of(),
                    row -> row.node("answer") == null,
                    row -> math(row, LastBox.of(row.textOrEmpty("solution")))),
            new NamedLayout(
                    "polaris", List.of("problem", "answer", "difficulty"), Set.of(), row -> true, Layouts::polaris),
            new NamedLayout(
                    "gsm8k",
                    List.of("question", "answer"),
                    Set.of(),
                    row -> row.textOrEmpty("answer").contains("####"),
                    Layouts::gsm8k));

    private Layouts() {}

    /** The names a recipe may give, in alphabetical order. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(ALL.stream().map(NamedLayout::name).toList());
        names.add(AUTO);
        names.add(MappedLayout.NAME);
        return names.stream().sorted().toList();
    }

    /**
     * Refuses a name that is none.
     *
     * @throws InputException with the names there are
     */
    public static void check(String name) {
        if (!names().contains(name)) {
            throw new InputException(
                    "no layout is named '" + name + "'; there are " + String.join(", ", names()) + "; auto finds it");
        }
    }

    /** The layout of a file, by its name or, where that is auto and the mapping names no field, by what is in the file. */
    static Layout of(String name, FieldMapping mapping, Collection<String> columns, RowFields first) {
        boolean mapped = !mapping.equals(FieldMapping.auto());
        if (name.equals(MappedLayout.NAME) || (name.equals(AUTO) && mapped)) {
            return new MappedLayout(mapping);
        }
        if (mapped) {
            throw new InputException(
                    "the layout " + name + " knows its fields, so question, answer and id cannot be set;"
                            + " leave them out, or take the layout " + MappedLayout.NAME);
        }
        for (NamedLayout layout : ALL) {
            if (name.equals(layout.name())) {
                layout.require(columns, first.where());
                return layout;
            }
            if (name.equals(AUTO) && layout.known(columns, first)) {
                return layout;
            }
        }
        check(name);
        return new MappedLayout(mapping);
    }

    /** {@code answer} is a worked solution with calculator marks, and behind {@code ####} the number. */
    private static Example gsm8k(RowFields row) {
        String question = row.text("question");
        String answer = row.text("answer");
        int mark = answer.lastIndexOf("####");
        if (mark < 0) {
            return new Example(null, question, answer, Map.of());
        }
        String solution =
                answer.substring(0, mark).replaceAll("<<[^<>\\n]*>>", "").strip();
        String number = answer.substring(mark + 4).strip().replaceAll("(?<=\\d),(?=\\d)", "");
        return new Example(null, question, number, Example.fields("solution", solution));
    }

    private static Example math(RowFields row, String answer) {
        String id = row.textOrEmpty("unique_id");
        String subject = row.textOrEmpty("subject");
        return new Example(
                id.isEmpty() ? null : id,
                row.text("problem"),
                answer,
                Example.fields(
                        "level", level(row.textOrEmpty("level")),
                        "subject", subject.isEmpty() ? row.textOrEmpty("type") : subject,
                        "solution", row.textOrEmpty("solution")));
    }

    private static String level(String level) {
        String number = level.replaceFirst("^Level\\s+", "");
        return number.equals("?") ? "" : number;
    }

    /** {@code prompt} is a conversation, around the problem stand instructions on the form of the answer. */
    private static Example dapo(RowFields row) {
        JsonNode prompt = row.node("prompt");
        String question = prompt != null && prompt.isArray() ? user(prompt, row) : row.text("prompt");
        String id = row.textOrEmpty("extra_info.index");
        return new Example(
                id.isEmpty() ? null : id,
                withoutInstructions(question),
                row.textOrEmpty("reward_model.ground_truth"),
                Example.fields("source", row.textOrEmpty("data_source"), "subject", row.textOrEmpty("ability")));
    }

    private static String user(JsonNode prompt, RowFields row) {
        for (JsonNode message : prompt) {
            if (message.path("role").asText().equals("user")) {
                return message.path("content").asText();
            }
        }
        throw new InputException(row.where() + ": the prompt has no message of the user; the row has " + row.names());
    }

    /** Without a first paragraph that asks for, and a last that recalls, a line with the answer. */
    private static String withoutInstructions(String question) {
        int first = question.indexOf("\n\n");
        int last = question.lastIndexOf("\n\n");
        if (first >= 0 && first < last && question.substring(0, first).contains("Answer: $Answer")) {
            boolean recalled = question.substring(last).contains("\"Answer:\"");
            return question.substring(first, recalled ? last : question.length())
                    .strip();
        }
        return question;
    }

    /** Proofs have no answer to compare; of multiple choice the answer is a letter. */
    private static Example openR1(RowFields row) {
        String kind = row.textOrEmpty("question_type");
        String answer = row.textOrEmpty("answer").strip();
        boolean letter =
                kind.equalsIgnoreCase("MCQ") && answer.matches("\\(?[A-J]\\)?|\\\\text\\{\\s*\\(?[A-J]\\)?\\s*\\}");
        String id = row.textOrEmpty("uuid");
        return new Example(
                id.isEmpty() ? null : id,
                row.text("problem"),
                kind.equalsIgnoreCase("proof") ? "" : answer,
                Example.fields(
                        "subject", row.textOrEmpty("problem_type"),
                        "source", row.textOrEmpty("source"),
                        "solution", row.textOrEmpty("solution"),
                        "policy", letter ? "choice" : ""));
    }

    private static Example deepMath(RowFields row) {
        return new Example(
                null,
                row.text("question"),
                row.textOrEmpty("final_answer"),
                Example.fields("level", row.textOrEmpty("difficulty"), "subject", row.textOrEmpty("topic")));
    }

    private static Example polaris(RowFields row) {
        return new Example(
                null,
                row.text("problem"),
                row.textOrEmpty("answer"),
                Example.fields("level", row.textOrEmpty("difficulty")));
    }

    private static Example countdown(RowFields row) {
        JsonNode numbers = row.node("nums");
        if (numbers == null || !numbers.isArray() || numbers.isEmpty()) {
            throw new InputException(row.where() + ": nums must be a list of numbers; the row has " + row.names());
        }
        List<String> all = new ArrayList<>();
        numbers.forEach(number -> all.add(number.asText()));
        String target = row.text("target");
        String question = "Write an expression that is equal to " + target + ". Take each of the numbers "
                + String.join(", ", all) + " exactly once, and the operations + - * / and brackets only.";
        return new Example(
                null, question, target, new TreeMap<>(Map.of("numbers", String.join(" ", all), "target", target)));
    }
}
