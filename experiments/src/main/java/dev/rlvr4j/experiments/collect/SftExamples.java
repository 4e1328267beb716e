package dev.rlvr4j.experiments.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.envs.datasets.Rows;
import dev.rlvr4j.trainer.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Examples from files. A row of {@code rlvr collect} is taken token by token: what was sampled is what is learnt, and only in its
 * loss spans; tokens before and between them are read and not learnt. A row without tokens has a text {@code prompt}, or a {@code question} to be put into the recipe's prompt, and a
 * text {@code response} (or {@code completion}), which gets the end token.
 */
public final class SftExamples implements Examples {
    private final List<SequenceGroup> examples;
    private final int tooLong;

    private SftExamples(List<SequenceGroup> examples, int tooLong) {
        this.examples = List.copyOf(examples);
        this.tooLong = tooLong;
    }

    /**
     * Reads files.
     *
     * @param prompt the recipe's, for rows that have a question
     * @param contextLength longest prompt and completion; longer rows are left out
     * @throws InputException if a row cannot be used, or none is left
     */
    public static SftExamples read(List<Path> files, Tokenizer tokenizer, PromptTemplate prompt, int contextLength) {
        List<SequenceGroup> examples = new ArrayList<>();
        int tooLong = 0;
        Reader reader = new Reader(tokenizer, prompt, PromptTemplate.plain(tokenizer, "{question}"));
        for (Path file : files) {
            try (Rows rows = Rows.open(file, column -> true)) {
                for (ObjectNode row = rows.next(); row != null; row = rows.next()) {
                    SequenceGroup example = reader.example(row, file + ":" + rows.number());
                    if (example.computedTokens() > contextLength) {
                        tooLong++;
                    } else {
                        examples.add(example);
                    }
                }
            }
        }
        if (examples.isEmpty()) {
            throw new InputException("none of the " + tooLong + " examples of " + files
                    + " fits the model's context of " + contextLength + " tokens; give shorter ones");
        }
        return new SftExamples(examples, tooLong);
    }

    @Override
    public long size() {
        return examples.size();
    }

    @Override
    public SequenceGroup example(long index) {
        return examples.get(Math.toIntExact(index));
    }

    /** Rows left out because they are longer than the context. */
    public int tooLong() {
        return tooLong;
    }

    /** Tells these examples from others. */
    String fingerprint() {
        int hash = 1;
        for (SequenceGroup example : examples) {
            hash = 31 * (31 * hash + Arrays.hashCode(example.prompt()))
                    + Arrays.hashCode(example.completions().get(0));
            for (boolean[] mask : example.asked()) {
                hash = 31 * hash + Arrays.hashCode(mask);
            }
        }
        return examples.size() + "-" + Integer.toHexString(hash);
    }

    private record Reader(Tokenizer tokenizer, PromptTemplate ofQuestions, PromptTemplate plain) {
        SequenceGroup example(ObjectNode row, String where) {
            int[] tokens = tokens(row, CollectedRow.TOKENS, where);
            int[] prompt = tokens(row, CollectedRow.PROMPT_TOKENS, where);
            if (tokens == null) {
                tokens = response(row, where);
                prompt = null; // a prompt's tokens without the response's would be of an unknown tokenizer
            }
            if (prompt == null) {
                prompt = prompt(row, where);
            }
            if (prompt.length == 0 || tokens.length == 0) {
                throw new InputException(where + ": prompt and response need at least one token each");
            }
            JsonNode spans = row.get(CollectedRow.LOSS_SPANS);
            if (spans == null || spans.isNull()) {
                return new SequenceGroup(prompt, List.of(tokens));
            }
            boolean[] mask = LossSpans.mask(spans, tokens.length, where);
            SequenceGroup masked =
                    new SequenceGroup(prompt, List.of(Arrays.copyOf(tokens, mask.length)), List.of(mask));
            return masked.askedTokens() < mask.length ? masked : new SequenceGroup(prompt, masked.completions());
        }

        private int[] response(ObjectNode row, String where) {
            JsonNode text =
                    row.hasNonNull(CollectedRow.RESPONSE) ? row.get(CollectedRow.RESPONSE) : row.get("completion");
            if (text == null || !text.isTextual()) {
                throw new InputException(where + ": the row has neither tokens nor a text 'response' or 'completion';"
                        + " it has " + names(row));
            }
            int[] encoded = tokenizer.encode(text.asText());
            int end = tokenizer.eosTokens().stream()
                    .min(Integer::compare)
                    .orElseThrow(
                            () -> new InputException("the tokenizer has no end token, so responses could not end"));
            int[] ended = Arrays.copyOf(encoded, encoded.length + 1);
            ended[encoded.length] = end;
            return ended;
        }

        private int[] prompt(ObjectNode row, String where) {
            JsonNode text = row.get(CollectedRow.PROMPT);
            if (text != null && text.isTextual()) {
                return plain.render(where, text.asText(), Map.of()).tokens();
            }
            JsonNode question = row.get("question");
            if (question == null || !question.isTextual()) {
                throw new InputException(
                        where + ": the row has neither a text 'prompt' nor a 'question'; it has " + names(row));
            }
            return ofQuestions.render(where, question.asText(), Map.of()).tokens();
        }

        private int @Nullable [] tokens(ObjectNode row, String field, String where) {
            JsonNode list = row.get(field);
            if (list == null || list.isNull()) {
                return null;
            }
            int[] tokens = new int[list.size()];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = list.get(i).asInt(-1);
                if (tokens[i] < 0 || tokens[i] >= tokenizer.vocabularySize()) {
                    throw new InputException(where + ": '" + field + "' has the token " + list.get(i)
                            + ", which is outside the tokenizer's " + tokenizer.vocabularySize()
                            + "; take the model the row was made with, or leave the tokens out");
                }
            }
            return tokens;
        }

        private static String names(ObjectNode row) {
            List<String> names = new ArrayList<>();
            row.fieldNames().forEachRemaining(names::add);
            return names.isEmpty() ? "no fields" : String.join(", ", names);
        }
    }
}
