package dev.rlvr4j.rewards.shape;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifier {@code cosine-length}: another verifier's verdict, scaled by length (Yeo et al. 2025): a short right answer is worth
 * more than a long one, a long wrong answer less bad than a short one.
 *
 * <p>With x = min(length / max_length, 1) the value is {@code low + (high - low) (1 + cos(pi x)) / 2}; for right answers from
 * {@code max_value_correct} (1) down to {@code min_value_correct} (0.5), for others from {@code min_value_wrong} (-1) up to
 * {@code max_value_wrong} (-0.5). Further options: {@code verifier}, whose verdict it takes, and {@code max_length}, which must
 * be given; {@code verifier_options}; {@code unit}: tokens (default), words or characters.
 */
public final class CosineLength implements AnswerVerifier, Configurable {
    private final @Nullable Verifier inner;
    private final int maxLength;
    private final LengthUnit unit;
    private final Bounds correct;
    private final Bounds wrong;

    /** The value of a response of length 0 and of one of full length. */
    private record Bounds(double shortest, double longest) {
        double at(double x) {
            return longest + 0.5 * (shortest - longest) * (1 + Math.cos(Math.PI * Math.min(x, 1)));
        }
    }

    /** To be configured: it needs a verifier and a length. */
    public CosineLength() {
        this(null, 1, LengthUnit.TOKENS, new Bounds(1, 0.5), new Bounds(-1, -0.5));
    }

    private CosineLength(@Nullable Verifier inner, int maxLength, LengthUnit unit, Bounds correct, Bounds wrong) {
        this.inner = inner;
        this.maxLength = maxLength;
        this.unit = unit;
        this.correct = correct;
        this.wrong = wrong;
    }

    @Override
    public Verifier configured(Options options) {
        String name = options.required("verifier", "the verifier whose verdict is scaled, e.g. numeric");
        Object own = options.any("verifier_options").orElse(Map.of());
        if (!(own instanceof Map<?, ?> map)) {
            throw new InputException("the option 'verifier_options' must be a section of its own, but is " + own);
        }
        int length = options.integer("max_length", 0, 1, 10_000_000);
        if (length == 0) {
            throw new InputException(
                    "the option 'max_length' is missing: the length from which on the value is lowest");
        }
        CosineLength made = options.check(new CosineLength(
                null,
                length,
                options.choice("unit", unit),
                new Bounds(
                        options.number("max_value_correct", correct.shortest, -1e6, 1e6),
                        options.number("min_value_correct", correct.longest, -1e6, 1e6)),
                new Bounds(
                        options.number("min_value_wrong", wrong.shortest, -1e6, 1e6),
                        options.number("max_value_wrong", wrong.longest, -1e6, 1e6))));
        Map<String, Object> settings = new java.util.LinkedHashMap<>();
        map.forEach((key, value) -> settings.put(String.valueOf(key), value));
        Verifier judge = Verifiers.standard().get(name, settings);
        return new CosineLength(judge, made.maxLength, made.unit, made.correct, made.wrong);
    }

    @Override
    public String name() {
        return "cosine-length";
    }

    @Override
    public String version() {
        return "cosine-length-1" + (inner instanceof AnswerVerifier answers ? "/" + answers.version() : "");
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) throws Exception {
        Judgement judgement = verdict(attempt, deadline);
        if (judgement.verdict() == Verdict.GOLD_UNUSABLE) {
            return judgement;
        }
        double x = (double) unit.length(attempt) / maxLength;
        Bounds bounds = judgement.verdict() == Verdict.CORRECT ? correct : wrong;
        return new Judgement(judgement.verdict(), bounds.at(x), judgement.extracted(), judgement.detail());
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return inner == null ? Optional.empty() : inner.unusable(task);
    }

    private Judgement verdict(Attempt attempt, Deadline deadline) throws Exception {
        if (inner == null) {
            throw new InputException("the options 'verifier' and 'max_length' of cosine-length are missing");
        }
        if (inner instanceof AnswerVerifier answers) {
            return answers.judge(attempt, deadline);
        }
        Score score = inner.verify(attempt);
        return Judgement.of(score.value() >= 1 ? Verdict.CORRECT : Verdict.WRONG, null, score.reason());
    }
}
