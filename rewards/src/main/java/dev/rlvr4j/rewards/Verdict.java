package dev.rlvr4j.rewards;

/** What a verifier finds. Its name opens the reason of the score, and its parts tell it to the metrics. */
public enum Verdict {
    /** The answer is equal to the reference. */
    CORRECT,
    /** It is not. */
    WRONG,
    /** The response holds no answer where one is sought. */
    NO_ANSWER,
    /** It holds one that cannot be read. */
    UNPARSEABLE,
    /** Comparing took too long, or was larger than the verifier's bounds. */
    LIMIT,
    /** The reference itself cannot be read: such a task should have been left out when it was loaded. */
    GOLD_UNUSABLE;

    private static final int SHOWN = 80;

    /** Model output as a reason may carry it: quoted, on one line, at most 80 characters of it. */
    public static String quote(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(SHOWN, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown.append(text.length() > SHOWN ? "…'" : "'").toString();
    }
}
