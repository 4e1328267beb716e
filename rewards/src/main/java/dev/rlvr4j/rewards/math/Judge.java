package dev.rlvr4j.rewards.math;

import dev.rlvr4j.rewards.Verdict;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges one extracted answer against one reference under a policy. */
final class Judge {
    private static final Set<String> SHORT_WORDS = Set.of(
            "yes", "no", "odd", "all", "one", "two", "six", "ten", "sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final Policy policy;
    private final int places;
    private final Budget budget;

    Judge(Policy policy, int places, Budget budget) {
        this.policy = policy;
        this.places = places;
        this.budget = budget;
    }

    /** A verdict and why. */
    record Finding(Verdict verdict, String detail) {}

    /** A reference as read: a tree, or null where it is words. */
    private record Gold(String text, @Nullable Tree tree, Set<String> commands) {}

    Optional<String> unusable(String text) {
        try {
            read(text);
            return Optional.empty();
        } catch (Outside e) {
            return Optional.of("the reference " + quoted(text) + " cannot be used: " + e.reason());
        }
    }

    Finding find(String reference, @Nullable String answer) {
        Gold gold;
        try {
            gold = read(reference);
        } catch (Outside e) {
            return new Finding(
                    Verdict.GOLD_UNUSABLE, "the reference " + quoted(reference) + " cannot be used: " + e.reason());
        }
        if (answer == null) {
            return new Finding(Verdict.NO_ANSWER, "the response gives no answer where one is sought");
        }
        try {
            return compare(gold, answer);
        } catch (Outside.Exceeded e) {
            return new Finding(Verdict.LIMIT, e.reason());
        } catch (Outside.Unreadable e) {
            return new Finding(Verdict.UNPARSEABLE, quoted(answer) + " cannot be read: " + e.reason());
        } catch (Outside.Undefined | Outside.NotHere e) {
            return new Finding(Verdict.WRONG, quoted(answer) + " has no value that can be compared");
        }
    }

    // ---- the reference ----

    private Gold read(String text) {
        if (text.isBlank()) {
            throw new Outside.Unreadable("it is empty");
        }
        if (policy == Policy.TEXT) {
            return new Gold(text, null, Set.of());
        }
        if (policy == Policy.CHOICE) {
            letter(text);
            return new Gold(text, null, Set.of());
        }
        String refusal = Characters.refusal(text);
        if (refusal != null) {
            throw new Outside.Unreadable(refusal);
        }
        Tree words = new Tree.Words(PlainText.compact(text));
        if (policy == Policy.VALUE && RealSets.isReals(words)) {
            return new Gold(text, words, Set.of());
        }
        if (policy == Policy.VALUE && isWord(text)) {
            return new Gold(text, null, Set.of());
        }
        Parser.Reading reading;
        try {
            reading = Parser.reference(text, budget);
        } catch (Outside.Unreadable e) {
            if (policy == Policy.VALUE && isProse(text)) {
                return new Gold(text, null, Set.of());
            }
            throw e;
        }
        if (policy == Policy.LITERAL && !Form.isLiteral(reading.tree(), reading.tree())) {
            throw new Outside.Unreadable("the policy literal needs a number");
        }
        return new Gold(text, reading.tree() instanceof Tree.Words ? null : reading.tree(), reading.commands());
    }

    /** Whether a text is one word, and no product of letters. */
    private static boolean isWord(String text) {
        String word = PlainText.compact(text);
        boolean letters = word.length() > 1 && word.chars().allMatch(c -> Lexer.isLetter((char) c));
        return letters
                && (word.length() > 3 || SHORT_WORDS.contains(word))
                && Function.named(word) == null
                && !Atoms.isConstantWord(word);
    }

    /** Whether a text that is no mathematics can be compared as words: it holds a word, and its braces match. */
    private static boolean isProse(String text) {
        int depth = 0;
        int run = 0;
        boolean word = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0) {
                return false;
            }
            run = Lexer.isLetter(c) ? run + 1 : 0;
            word |= run > 1 || run == 1 && c > 127;
            if (c == '\\') {
                i++;
                run = -100;
            }
        }
        return depth == 0 && word;
    }

    // ---- the comparison ----

    private Finding compare(Gold gold, String answer) {
        if (answer.length() > Bounds.CHARACTERS) {
            throw new Outside.Exceeded("the answer is longer than " + Bounds.CHARACTERS + " characters");
        }
        if (policy == Policy.CHOICE) {
            return finding(letter(gold.text()).equals(letter(answer)), gold, answer);
        }
        if (policy == Policy.TEXT) {
            return finding(PlainText.spaced(gold.text()).equals(PlainText.spaced(answer)), gold, answer);
        }
        String refusal = Characters.refusal(answer);
        if (refusal != null) {
            throw new Outside.Unreadable(refusal);
        }
        ClockTime time = policy == Policy.VALUE ? ClockTime.of(gold.text()) : null;
        ClockTime given = time == null ? null : ClockTime.of(answer);
        // Without "am" or "pm" 3:30 may as well be a ratio.
        if (time != null && given != null && !(time.half() + given.half()).isEmpty()) {
            return finding(time.agrees(given), gold, answer);
        }
        boolean sameText = PlainText.compact(gold.text()).equals(PlainText.compact(answer));
        if (gold.tree() == null) {
            boolean nothing = PlainText.isNothing(gold.text()) && PlainText.isNothing(answer);
            return finding(sameText || nothing, gold, answer);
        }
        boolean letter = PlainText.compact(answer).length() == 1;
        if (sameText && (letter || gold.tree() instanceof Tree.Words) && policy == Policy.VALUE) {
            return finding(true, gold, answer);
        }
        if (policy == Policy.VALUE && sameName(gold.text(), answer)) {
            return finding(true, gold, answer);
        }
        Tree tree = Parser.response(answer, gold.commands(), budget);
        Equality equality = new Equality(budget, places);
        boolean equal = equality.same(gold.tree(), tree)
                || equalWithComma(equality, gold, answer)
                || equalWithExponent(equality, gold, answer)
                || !hasName(gold.tree()) && equalWithoutUnits(equality, gold.tree(), tree);
        if (equal && policy == Policy.LITERAL && !Form.isLiteral(tree, gold.tree())) {
            return new Finding(
                    Verdict.WRONG, quoted(answer) + " has the right value but is not worked out to a number");
        }
        if (equal && policy == Policy.REDUCED && !isReduced(tree, gold.tree())) {
            return new Finding(Verdict.WRONG, quoted(answer) + " has the right value but is not in lowest terms");
        }
        return finding(equal, gold, answer);
    }

    private boolean isReduced(Tree tree, Tree gold) {
        boolean decimal =
                tree instanceof Tree.Num n && n.decimal() && !n.value().isInteger();
        boolean asked = gold instanceof Tree.Num n && n.decimal();
        return (!decimal || asked) && Form.isReduced(tree, budget);
    }

    /** {@code 2,74} against 2.74: where one side is a decimal, the other may have a comma for the point. */
    private boolean equalWithComma(Equality equality, Gold gold, String answer) {
        Optional<String> inAnswer = DecimalComma.read(answer);
        if (inAnswer.isPresent() && gold.tree() instanceof Tree.Num n && n.decimal()) {
            return equality.same(gold.tree(), Parser.response(inAnswer.get(), Set.of(), budget));
        }
        Optional<String> inGold = DecimalComma.read(gold.text());
        if (inGold.isPresent() && inAnswer.isEmpty()) {
            Tree tree = Parser.response(answer, Set.of(), budget);
            return tree instanceof Tree.Num n
                    && n.decimal()
                    && equality.same(Parser.reference(inGold.get(), budget).tree(), tree);
        }
        return false;
    }

    /** Whether both are one choice, or one word that could be read as a product of letters ({@code May}). */
    private static boolean sameName(String gold, String answer) {
        String letter = Choices.reference(gold);
        if (letter != null && letter.equals(Choices.answer(answer))) {
            return true;
        }
        String letters = gold.contains(",") ? Choices.several(gold) : null;
        if (letters != null && letters.equals(Choices.several(answer))) {
            return true;
        }
        String word = PlainText.unwrapped(gold);
        return word.length() > 1
                && word.chars().allMatch(c -> Lexer.isLetter((char) c))
                && word.equals(PlainText.unwrapped(answer));
    }

    /** {@code 7e-3} is 0.007 where the reference knows no Euler number; elsewhere it is 7e less 3. */
    private boolean equalWithExponent(Equality equality, Gold gold, String answer) {
        String scientific = Digits.scientific(answer);
        if (gold.tree() == null || gold.tree().has(Tree.Const.class) || scientific.equals(answer)) {
            return false;
        }
        return equality.same(gold.tree(), Parser.response(scientific, gold.commands(), budget));
    }

    private static boolean hasName(Tree tree) {
        return Evaluator.isName(tree) || tree.children().stream().anyMatch(Judge::hasName);
    }

    private static boolean equalWithoutUnits(Equality equality, Tree gold, Tree answer) {
        Tree bare = UnitLetters.without(answer);
        return bare != answer && !hasName(bare) && equality.same(gold, bare);
    }

    private static Finding finding(boolean equal, Gold gold, String answer) {
        return equal
                ? new Finding(Verdict.CORRECT, quoted(answer))
                : new Finding(Verdict.WRONG, quoted(answer) + " instead of " + quoted(gold.text()));
    }

    private static String letter(String text) {
        String letter = PlainText.compact(text).toUpperCase(java.util.Locale.ROOT);
        while (letter.length() > 1 && (letter.endsWith(")") || letter.endsWith("."))) {
            letter = letter.substring(0, letter.length() - 1);
        }
        if (letter.startsWith("(")) {
            letter = letter.substring(1);
        }
        if (letter.length() != 1 || letter.charAt(0) < 'A' || letter.charAt(0) > 'Z') {
            throw new Outside.Unreadable("it is not one letter");
        }
        return letter;
    }

    private static String quoted(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(80, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown.append(text.length() > 80 ? "…'" : "'").toString();
    }
}
