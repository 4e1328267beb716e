package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any layout, by a field mapping; what the mapping leaves open is decided by the first row of the file. */
final class MappedLayout implements Layout {
    static final String NAME = "mapped";
    private static final List<String> QUESTIONS = List.of("question", "problem", "prompt");
    private static final List<String> ANSWERS = List.of("answer", "final_answer", "reference", "solution", "target");

    private final FieldMapping mapping;
    private @Nullable String question;
    private @Nullable String answer;

    MappedLayout(FieldMapping mapping) {
        this.mapping = mapping;
        this.question = mapping.question();
        this.answer = mapping.answer();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean reads(String column) {
        return true;
    }

    @Override
    public Example read(RowFields row) {
        String questionField = question == null ? detect(row, "question", QUESTIONS) : question;
        String answerField = answer == null ? detect(row, "answer", ANSWERS) : answer;
        question = questionField;
        answer = answerField;
        return new Example(
                mapping.id() == null ? null : row.text(mapping.id()),
                row.text(questionField),
                row.text(answerField),
                metadata(row, questionField, answerField));
    }

    private static String detect(RowFields row, String role, List<String> names) {
        return names.stream()
                .filter(row.row()::hasNonNull)
                .findFirst()
                .orElseThrow(() -> new InputException(row.where() + ": no field is known as the " + role + " (one of "
                        + String.join(", ", names) + "), and no known layout fits ("
                        + String.join(", ", Layouts.names()) + "); the row has " + row.names()
                        + "; set the field mapping's " + role + " to one of these"));
    }

    private Map<String, String> metadata(RowFields row, String questionField, String answerField) {
        Map<String, String> metadata = new LinkedHashMap<>();
        row.row().properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean used = name.equals(questionField) || name.equals(answerField) || name.equals(mapping.id());
            if (!used && !value.isNull()) {
                metadata.put(name, value.isValueNode() ? value.asText() : value.toString());
            }
        });
        return metadata;
    }
}
