package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a verifier over cases, as a training run would: on worker threads, each case with its own time limit. */
final class Grader {
    /** Verdict of a case on which the verifier failed. */
    static final String ERROR = "ERROR";

    /** Cases under way at a time. */
    private static final int CHUNK = 1024;

    private Grader() {}

    /**
     * What became of a case.
     *
     * @param verdict a {@link Verdict}, or ERROR
     * @param score null for an ERROR: it is no 0
     * @param micros time the verifier took, without waiting; for an ERROR 0
     */
    record Graded(
            int line,
            String verdict,
            @Nullable Double score,
            @Nullable String extracted,
            String detail,
            long micros) {}

    /** Grades all cases and passes them on in order. */
    static void grade(Verifier verifier, List<GradeCase> cases, Duration limit, Consumer<Graded> sink) {
        Vertx vertx = Vertx.vertx();
        try {
            Map<String, Graded> done = new ConcurrentHashMap<>();
            Reward reward = Rewards.async(new Watched(verifier, done), vertx, limit);
            for (int from = 0; from < cases.size(); from += CHUNK) {
                List<GradeCase> chunk = cases.subList(from, Math.min(cases.size(), from + CHUNK));
                List<Future<Score>> scores = new ArrayList<>();
                chunk.forEach(each -> scores.add(reward.score(each.attempt())));
                for (int i = 0; i < chunk.size(); i++) {
                    sink.accept(result(chunk.get(i), scores.get(i), done));
                }
            }
        } finally {
            var unused = vertx.close();
        }
    }

    private static Graded result(GradeCase each, Future<Score> score, Map<String, Graded> done) {
        try {
            score.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Graded(each.line(), ERROR, null, null, String.valueOf(cause.getMessage()), 0);
        }
        Graded graded = done.remove(each.attempt().taskId());
        if (graded == null) {
            throw new IllegalStateException("a case that was scored left no verdict: line " + each.line());
        }
        return new Graded(each.line(), graded.verdict, graded.score, graded.extracted, graded.detail, graded.micros);
    }

    /** Keeps what a verifier says beyond its score, and how long it took. */
    private record Watched(Verifier verifier, Map<String, Graded> done) implements Verifier {
        @Override
        public String name() {
            return verifier.name();
        }

        @Override
        public Score verify(Attempt attempt) throws Exception {
            long start = System.nanoTime();
            Score score;
            Graded graded;
            if (verifier instanceof AnswerVerifier answers) {
                Judgement judgement = answers.judge(attempt, Deadline.current());
                score = judgement.score();
                graded = new Graded(
                        0,
                        judgement.verdict().name(),
                        judgement.value(),
                        judgement.extracted(),
                        judgement.detail(),
                        micros(start));
            } else {
                score = verifier.verify(attempt);
                Verdict verdict = score.value() >= 1 ? Verdict.CORRECT : Verdict.WRONG;
                graded = new Graded(0, verdict.name(), score.value(), null, score.reason(), micros(start));
            }
            done.put(attempt.taskId(), graded);
            return score;
        }

        private static long micros(long start) {
            return (System.nanoTime() - start) / 1000;
        }
    }
}
