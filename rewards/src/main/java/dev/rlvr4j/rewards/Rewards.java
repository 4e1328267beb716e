package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes rewards out of verifiers: weighted sums, and the asynchronous, time-limited form the loop calls. */
public final class Rewards {
    private Rewards() {}

    /**
     * A named addend of a weighted reward.
     *
     * @param name its name in {@link Score#parts}
     * @param weight finite; a negative one is a penalty, 0 only shows the value in the metrics (or serves as a gate)
     * @param onlyIf the name of another part: this one counts only where that one passes, that is, has a raw value of at least
     *     1; null counts always
     */
    public record Part(
            String name,
            Verifier verifier,
            double weight,
            @Nullable String onlyIf) {
        /** A part that always counts. */
        public Part(String name, Verifier verifier, double weight) {
            this(name, verifier, weight, null);
        }

        /** The same part, which counts only where another one passes. */
        public Part onlyIf(String gate) {
            return new Part(name, verifier, weight, gate);
        }

        public Part {
            if (name.isBlank()) {
                throw new InputException("a part of a weighted reward has a blank name; give it one");
            }
            if (!Double.isFinite(weight)) {
                throw new InputException("the weight of reward part '" + name + "' must be finite, but is " + weight);
            }
        }
    }

    /**
     * How verifiers run.
     *
     * @param workers attempts verified at a time
     * @param spares further threads that stand in for ones stuck in a verifier that ran past its limit and does not return
     * @param limit time one attempt may take, from when its verification starts (not from when it is queued)
     */
    public record Limits(int workers, int spares, Duration limit) {
        public Limits {
            if (workers < 1 || spares < 0) {
                throw new InputException(
                        "verifiers need at least 1 worker and 0 spare threads, but got " + workers + " and " + spares);
            }
            if (limit.isZero() || limit.isNegative()) {
                throw new InputException("the time limit of a verifier must be above 0, but is " + limit);
            }
        }

        /** One worker per core, at most 8, and as many spares. */
        public static Limits of(Duration limit) {
            return of(limit, Math.min(8, Runtime.getRuntime().availableProcessors()));
        }

        /** So many workers, and as many spares. */
        public static Limits of(Duration limit, int workers) {
            return new Limits(workers, workers, limit);
        }
    }

    /**
     * The weighted sum of parts. Each part's raw value is kept under its name, its own parts under {@code name/part}, and under
     * {@code name/only_if} whether a gated one counted. {@code correct} is that of the first part that has one.
     */
    public static Verifier weighted(List<Part> parts) {
        return new WeightedSum(parts);
    }

    /** The weighted sum of parts. */
    public static Verifier weighted(Part... parts) {
        return weighted(Arrays.asList(parts));
    }

    /** The weighted sum of verifiers found by name, in alphabetical order whatever the map's. */
    public static Verifier weighted(Map<String, Double> weights, Verifiers verifiers) {
        List<Part> parts = new ArrayList<>();
        new TreeMap<>(weights).forEach((name, weight) -> parts.add(new Part(name, verifiers.get(name), weight)));
        return weighted(parts);
    }

    /**
     * Each task judged by the verifier of its environment, which is named in its metadata {@code environment}, as a mixture's
     * tasks have it. Every score of a named environment has the parts {@code environment/NAME/reward} and {@code
     * environment/NAME/accuracy}, so that the metrics show each by itself.
     *
     * @param verifiers by the environment's name
     * @param otherwise for the tasks of no environment, or of another one
     */
    public static Verifier byEnvironment(Map<String, Verifier> verifiers, Verifier otherwise) {
        return new ByEnvironment(verifiers, otherwise);
    }

    /** Whether a score stands in for the failure of a verifier ({@link OnError#count}): nobody judged the completion. */
    public static boolean failed(Score score) {
        return ErrorCounts.failed(score);
    }

    /** The versions of the answer verifiers in a verifier, by the name of their part: what a record of its scores must say. */
    public static SortedMap<String, String> versions(Verifier verifier) {
        SortedMap<String, String> versions = new TreeMap<>();
        if (verifier instanceof AnswerVerifier answers) {
            versions.put(verifier.name(), answers.version());
        } else if (verifier instanceof WeightedSum sum) {
            sum.parts()
                    .forEach(part ->
                            versions(part.verifier()).forEach((name, version) -> versions.put(part.name(), version)));
        } else if (verifier instanceof ByEnvironment routed) {
            routed.sums().forEach(sum -> versions.putAll(versions(sum)));
        }
        return versions;
    }

    /**
     * A verifier that remembers its judgements by version, reference, policy and extracted answer, in at most about 32 MB, where
     * it can: others are passed through.
     */
    public static Verifier cached(Verifier verifier) {
        return verifier instanceof Cacheable cacheable ? new CachedVerifier(cacheable) : verifier;
    }

    /** Runs a verifier on worker threads, with {@link Limits#of}; its failure stops the run. */
    public static Reward async(Verifier verifier, Vertx vertx, Duration limit) {
        return async(verifier, vertx, Limits.of(limit));
    }

    /**
     * Runs a verifier on a Vert.x worker pool of its own, which ends with {@code vertx}. May be called from any thread; the
     * future completes on the caller's Vert.x context.
     *
     * <p>The future fails with a {@link dev.rlvr4j.core.RlvrException} that names verifier and task where the verifier throws
     * (its exception is the cause; an {@link InputException} stays one) and where it runs past the limit. In the latter case
     * its thread is interrupted, never killed, and a spare takes its place until it returns. Only with workers and spares all
     * stuck, and none back within a second, do further attempts fail, with an error that says so.
     */
    public static Reward async(Verifier verifier, Vertx vertx, Limits limits) {
        return async(verifier, vertx, limits, OnError.STOP);
    }

    /**
     * The same, with a choice of what a verifier's failure does. Where it is counted, the future fails only if {@code vertx} is
     * closed: attempts that find every thread stuck are counted too.
     */
    public static Reward async(Verifier verifier, Vertx vertx, Limits limits, OnError onError) {
        VerifierPool pool = new VerifierPool(vertx, limits);
        ErrorCounts errors = onError.value() == null ? null : new ErrorCounts(verifier, onError.value());
        return attempt -> {
            VerifierCall call = new VerifierCall(verifier, attempt);
            pool.submit(call);
            Future<Score> score = call.refusal() // no detour over the context, which may be the reason of the refusal:
                    // Vert.x is closed
                    .<Future<Score>>map(Future::failedFuture)
                    .orElseGet(() -> Future.fromCompletionStage(call.outcome(), vertx.getOrCreateContext()));
            return errors == null
                    ? score
                    : score.map(judged -> errors.judged(attempt, judged))
                            .recover(e -> call.stopsAnyway()
                                    ? Future.failedFuture(e)
                                    : Future.succeededFuture(errors.failed(attempt, call.culprit(), e)));
        };
    }
}
