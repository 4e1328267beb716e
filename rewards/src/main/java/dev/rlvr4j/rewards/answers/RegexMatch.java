package dev.rlvr4j.rewards.answers;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifier {@code regex}: 1 where a regular expression matches what follows the last {@code </think>}.
 *
 * <p>The expression is the option {@code pattern}, or else each task's reference. With {@code whole: true} it must match all of
 * the trimmed text, else some part of it. RE2's syntax: linear time, and thus neither look-around nor back-references.
 */
public final class RegexMatch implements AnswerVerifier, Configurable {
    /** Longest text that is searched; longer ones are {@link Verdict#LIMIT}. */
    private static final int MAX_CHARS = 100_000;

    private static final int MAX_PATTERN = 2_000;
    private static final AnswerExtraction TEXT = AnswerExtraction.afterThinking(AnswerExtraction.whole());

    private final @Nullable Pattern pattern;
    private final boolean whole;

    /** The reference is the expression. */
    public RegexMatch() {
        this(null, false);
    }

    private RegexMatch(@Nullable Pattern pattern, boolean whole) {
        this.pattern = pattern;
        this.whole = whole;
    }

    @Override
    public Verifier configured(Options options) {
        Optional<String> text = options.text("pattern");
        boolean all = options.flag("whole", whole);
        try {
            return options.check(new RegexMatch(text.map(RegexMatch::compile).orElse(null), all));
        } catch (PatternSyntaxException e) {
            throw new InputException("the option 'pattern' is not a regular expression of RE2: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "regex";
    }

    @Override
    public String version() {
        return "regex-1" + (whole ? "/whole" : "") + (pattern == null ? "" : "/" + pattern.pattern());
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        Optional<String> unusable = unusable(attempt);
        if (unusable.isPresent()) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, unusable.get());
        }
        Optional<String> found = TEXT.find(attempt.response());
        if (found.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response gives no answer");
        }
        String text = found.get();
        if (text.length() > MAX_CHARS) {
            return Judgement.of(Verdict.LIMIT, null, text.length() + " characters are too many to search");
        }
        Pattern used = pattern == null ? compile(attempt.reference()) : pattern;
        var matcher = used.matcher(text);
        if (whole ? matcher.matches() : matcher.find()) {
            return Judgement.of(Verdict.CORRECT, matcher.group(), Verdict.quote(matcher.group()));
        }
        return Judgement.of(Verdict.WRONG, null, Verdict.quote(text) + " does not match " + used.pattern());
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        if (pattern != null) {
            return Optional.empty();
        }
        try {
            compile(task.reference());
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("the reference of task '" + task.taskId() + "' is not a regular expression of RE2: "
                    + e.getMessage());
        }
    }

    private static Pattern compile(String text) {
        if (text.isEmpty() || text.length() > MAX_PATTERN) {
            throw new PatternSyntaxException("it must have from 1 to " + MAX_PATTERN + " characters", text);
        }
        return Pattern.compile(text);
    }
}
