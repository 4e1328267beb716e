package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.text.Tokenizers;
import java.nio.file.Path;
import java.util.Arrays;

/** What virtual tokens start as. */
public enum VirtualInit {
    /** Normal noise of deviation 1, PEFT's default: nothing like what the base has learnt to read. */
    RANDOM,
    /** Tokens drawn from the vocabulary. */
    VOCABULARY,
    /** The tokens of a text, cut or repeated to the number of virtual tokens. */
    TEXT;

    static void check(int count, VirtualInit init, String text) {
        Require.atLeast("virtual_tokens", count, 1);
        if (init == TEXT && text.isEmpty()) {
            throw new InputException("init text needs init_text, the text that the virtual tokens start as");
        }
        if (init != TEXT && !text.isEmpty()) {
            throw new InputException("init_text is given, but init is " + init + "; set init to text");
        }
    }

    /** Virtual tokens leave room for others. */
    static void checkRoom(int count, Base base) {
        if (count >= base.config().contextLength()) {
            throw new InputException("virtual_tokens " + count + " leave no room in the model's context of "
                    + base.config().contextLength() + " tokens");
        }
    }

    /** The ids of the tokens that virtual tokens start as; not for {@link #RANDOM}. */
    int[] tokens(Base base, int count, String text, long seed) {
        int vocabulary = base.config().vocabularySize();
        int[] ids = new int[count];
        if (this == TEXT) {
            int[] given =
                    Tokenizers.loadOrAscii(Path.of(base.path()), vocabulary).encode(text);
            if (given.length == 0) {
                throw new InputException("init_text '" + text + "' has no tokens");
            }
            Arrays.setAll(ids, i -> given[i % given.length]);
        } else {
            long key = CounterRandom.key(seed, "virtual tokens");
            Arrays.setAll(ids, i -> CounterRandom.below(key, i, vocabulary));
        }
        return ids;
    }
}
