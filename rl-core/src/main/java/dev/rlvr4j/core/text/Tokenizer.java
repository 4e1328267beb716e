package dev.rlvr4j.core.text;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Text to token ids and back. Thread-safe. */
public interface Tokenizer {
    /** Token ids of a text; special tokens written in the text are recognised, none is added. */
    int[] encode(String text);

    /** Text of token ids, special tokens left out. Bytes that do not form a character yet decode to U+FFFD. */
    String decode(int[] tokens);

    /** Number of ids; all ids are below it. */
    int vocabularySize();

    /** The beginning-of-sequence token that prompts start with, or null where the model uses none. */
    @Nullable
    Integer bosToken();

    /** The tokens that end a completion (from tokenizer, config.json and generation_config.json). */
    Set<Integer> eosTokens();

    /** The tokens that are no text but structure, such as the beginning and the end of a turn. */
    default Set<Integer> specialTokens() {
        return eosTokens();
    }

    /** The chat template of the checkpoint, where it has one. */
    Optional<ChatTemplate> chatTemplate();
}
