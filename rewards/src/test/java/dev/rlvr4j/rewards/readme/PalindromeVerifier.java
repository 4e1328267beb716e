package dev.rlvr4j.rewards.readme;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifier;

/** A plug-in on the tests' class path: 1 where the response reads the same both ways. */
public final class PalindromeVerifier implements Verifier {
    @Override
    public String name() {
        return "palindrome";
    }

    @Override
    public Score verify(Attempt attempt) {
        String text = attempt.response().strip();
        boolean palindrome = !text.isEmpty() && text.contentEquals(new StringBuilder(text).reverse());
        return Score.of(palindrome ? 1 : 0, palindrome ? "a palindrome" : "not a palindrome");
    }
}
