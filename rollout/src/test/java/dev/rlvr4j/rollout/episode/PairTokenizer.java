package dev.rlvr4j.rollout.episode;

import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A vocabulary with the letters a to d, and every pair of them: encoding prefers pairs. Other characters are themselves. */
final class PairTokenizer implements Tokenizer {
    static final Tokenizer PAIRS = new PairTokenizer();
    static final int LETTERS = 200;
    static final int PAIRED = 204;

    @Override
    public int[] encode(String text) {
        IntStream.Builder tokens = IntStream.builder();
        for (int i = 0; i < text.length(); i++) {
            int letter = text.charAt(i) - 'a';
            int next = i + 1 < text.length() ? text.charAt(i + 1) - 'a' : -1;
            if (letter >= 0 && letter < 4 && next >= 0 && next < 4) {
                tokens.add(PAIRED + 4 * letter + next);
                i++;
            } else {
                tokens.add(letter >= 0 && letter < 4 ? LETTERS + letter : text.charAt(i));
            }
        }
        return tokens.build().toArray();
    }

    @Override
    public String decode(int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            if (token >= PAIRED) {
                text.append((char) ('a' + (token - PAIRED) / 4)).append((char) ('a' + (token - PAIRED) % 4));
            } else {
                text.append((char) (token >= LETTERS ? 'a' + token - LETTERS : token));
            }
        }
        return text.toString();
    }

    @Override
    public int vocabularySize() {
        return PAIRED + 16;
    }

    @Override
    public Integer bosToken() {
        return null;
    }

    @Override
    public Set<Integer> eosTokens() {
        return Set.of();
    }

    @Override
    public Optional<ChatTemplate> chatTemplate() {
        return Optional.empty();
    }
}
