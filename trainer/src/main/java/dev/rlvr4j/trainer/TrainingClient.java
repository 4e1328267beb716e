package dev.rlvr4j.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.GainNoise;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.rollout.Rollouts;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The five verbs of training: sample, forwardBackward, optimStep, saveState and loadState, publish (in the style of the Tinker
 * API). Each runs on the client's own thread, in order of calling, so calls may be made back to back and awaited later; the
 * policy is touched by that thread alone. A future's handlers must not wait for another verb: they may run on that thread.
 *
 * <p>An optimizer step is any number of {@link #forwardBackward} calls, whose gradients add up, and one {@link #optimStep}.
 * Closing the client closes neither policy nor rollouts. Thread-safe.
 */
public final class TrainingClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADAPTER = "adapter";
    private static final String STATE = "state";
    private static final String COUNTERS = "client.json";

    private final TrainerThread thread;
    private final Policy policy;
    private final @Nullable Rollouts rollouts;
    private final OptimizerSettings optimizer;
    private final int microBatchTokens;
    private final int contextLength;
    private final long trainableParameters;

    // Touched by the trainer thread alone.
    private SkippedSteps skipped = SkippedSteps.NONE;
    private boolean pending;
    private @Nullable String nonFinite;
    private @Nullable AdapterVersion published;
    private @Nullable AdapterVersion publishedNoisy;

    private volatile boolean noisy;

    /** A client whose thread needs no initialisation. */
    public TrainingClient(
            Policy policy, @Nullable Rollouts rollouts, OptimizerSettings optimizer, int microBatchTokens) {
        this(policy, rollouts, optimizer, microBatchTokens, () -> {});
    }

    /**
     * Takes over a policy: nobody else may call it until the client is closed.
     *
     * @param rollouts where completions come from; null for training that never samples
     * @param optimizer its parameter groups must match tensors of the policy
     * @param microBatchTokens most tokens that go through the policy at once, padding included, at least 1
     * @param threadInitialiser runs first on the trainer thread, e.g. {@code () -> Torch.prepareThread(2)}
     */
    public TrainingClient(
            Policy policy,
            @Nullable Rollouts rollouts,
            OptimizerSettings optimizer,
            int microBatchTokens,
            Runnable threadInitialiser) {
        if (microBatchTokens < 1) {
            throw new InputException("micro_batch_tokens must be at least 1, but is " + microBatchTokens);
        }
        optimizer.optimizer().requireFits(policy.trainableNames());
        this.thread = new TrainerThread(threadInitialiser);
        this.policy = policy;
        this.rollouts = rollouts;
        this.optimizer = optimizer;
        this.microBatchTokens = microBatchTokens;
        this.contextLength = policy.contextLength();
        this.trainableParameters = policy.trainableParameters();
    }

    /** Samples completions: a list per request. The trainer thread does not wait for them. */
    public Future<List<List<Completion>>> sample(List<SampleRequest> requests) {
        return thread.call(() -> rollouts().sample(requests)).compose(completions -> completions);
    }

    /** Adds the gradient of a loss over a batch to the accumulated one. */
    public Future<ForwardBackwardResult> forwardBackward(TrainingBatch batch, Loss loss) {
        return thread.call(() -> {
            try {
                ForwardBackwardResult result = GradientPass.run(policy, batch, loss, microBatchTokens);
                pending = true;
                nonFinite = nonFinite == null ? result.nonFinite() : nonFinite;
                return result;
            } catch (Throwable e) { // half a gradient is worse than none
                discard();
                throw e;
            }
        });
    }

    /** Log-probs and entropies of a batch under the current weights, without gradient. */
    public Future<TokenScores> score(TrainingBatch batch) {
        return thread.call(() -> BatchScores.of(policy, batch, microBatchTokens));
    }

    /** The same under the base: the reference policy. */
    public Future<TokenScores> scoreBase(TrainingBatch batch) {
        return thread.call(() -> BatchScores.ofBase(policy, batch, microBatchTokens));
    }

    /**
     * Clips the accumulated gradient and takes one optimizer step. Where a loss or the gradient was not finite the gradient is
     * dropped and the step skipped; the third time in a row this fails.
     */
    public Future<OptimStepResult> optimStep(double learningRate) {
        return thread.call(() -> {
            if (!pending) {
                throw new RlvrException("optimStep has no gradient to apply; call forwardBackward before it");
            }
            double norm = nonFinite == null ? policy.gradientNorm() : 0;
            String reason = nonFinite;
            if (reason == null && !Double.isFinite(norm)) {
                reason = "the gradient norm is " + norm;
            }
            if (reason != null) {
                discard();
                skipped = skipped.afterSkip(reason);
                return new OptimStepResult(policy.version(), 0, reason, skipped.total());
            }
            policy.step(optimizer.optimizer(), learningRate, optimizer.gradientScale(norm));
            pending = false;
            skipped = skipped.afterStep();
            return new OptimStepResult(policy.version(), norm, null, skipped.total());
        });
    }

    /**
     * Makes the current weights the newest version that rollouts sample from, and waits until all do. Does nothing where they
     * already are.
     */
    public Future<AdapterVersion> publish() {
        return thread.call(this::publishClean);
    }

    /**
     * Makes the current weights with noise on them the newest version, behind the clean one, which can still be sampled from by
     * its name. It is called {@code NAME+noise} with the step's number. Does nothing where that was published already.
     *
     * @param step what the noise is for; larger than before
     */
    Future<AdapterVersion> publish(int step, GainNoise noise) {
        noisy = true;
        return thread.call(() -> {
            AdapterVersion explored = new AdapterVersion(policy.version().adapter() + "+noise", step);
            if (!explored.equals(publishedNoisy)) {
                publishClean();
                if (!(policy.compile() instanceof CompiledModel compiled)) {
                    throw new RlvrException("noise on the norms needs a transformer, but the policy is "
                            + policy.getClass().getSimpleName());
                }
                Await.result(rollouts().publish(compiled.withNoise(noise, explored)));
                publishedNoisy = explored;
            }
            return explored;
        });
    }

    /** Whether the newest version may have noise on it, so that who wants the weights themselves must name their version. */
    boolean isNoisy() {
        return noisy;
    }

    private AdapterVersion publishClean() {
        AdapterVersion version = policy.version();
        if (!version.equals(published)) {
            // Waiting here keeps the order: a sample called after this one sees the new version.
            Await.result(rollouts().publish(policy.compile()));
            published = version;
        }
        return version;
    }

    /** Writes all that {@link #loadState} needs, and the adapter for others, into a directory; made if missing. */
    public Future<Void> saveState(Path directory) {
        return thread.call(() -> {
            if (pending) {
                throw new RlvrException(
                        "saveState would lose the gradient of the last forwardBackward; call optimStep before it");
            }
            policy.saveAdapter(Files.createDirectories(directory.resolve(ADAPTER)));
            policy.saveState(Files.createDirectories(directory.resolve(STATE)));
            JSON.writeValue(directory.resolve(COUNTERS).toFile(), skipped);
            return null;
        });
    }

    /** Goes on from {@link #saveState}, bit for bit; a gradient that was accumulated is dropped. */
    public Future<AdapterVersion> loadState(Path directory) {
        return thread.call(() -> {
            Path counters = directory.resolve(COUNTERS);
            SkippedSteps saved;
            try {
                saved = JSON.readValue(counters.toFile(), SkippedSteps.class);
            } catch (IOException e) {
                throw new InputException(
                        "cannot read " + counters + " ("
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("") + "); give a directory saveState has written",
                        e);
            }
            discard();
            policy.restore(directory.resolve(STATE));
            skipped = saved;
            published = null;
            publishedNoisy = null;
            return policy.version();
        });
    }

    /** The version of the current weights. */
    public Future<AdapterVersion> version() {
        return thread.call(policy::version);
    }

    /** Longest prompt plus completion, in tokens. */
    public int contextLength() {
        return contextLength;
    }

    /** Whether a frozen adapter is below the trained one, so that the policy starts from another model than the base. */
    boolean standsOnAdapter() {
        return policy.standsOnAdapter(); // the same at all times
    }

    /** Number of trainable scalars. */
    public long trainableParameters() {
        return trainableParameters;
    }

    public OptimizerSettings optimizer() {
        return optimizer;
    }

    /** Ends the trainer thread, after the calls already made. */
    @Override
    public void close() {
        thread.close();
    }

    private void discard() {
        policy.discardGradients();
        pending = false;
        nonFinite = null;
    }

    private Rollouts rollouts() {
        if (rollouts == null) {
            throw new RlvrException("this training client has no rollouts, so it can neither sample nor publish");
        }
        return rollouts;
    }
}
