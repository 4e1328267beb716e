package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.EPOCH;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.loss.CrossEntropyLoss;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Supervised training: imitation of given completions by cross-entropy, with the mean over all completion tokens of a step.
 * With full fine-tuning of a fresh model it is pretraining. Runs on the thread that calls {@link #run}.
 */
public final class SftLoop {
    private final TrainingClient client;
    private final Examples examples;
    private final SftSettings settings;
    private final RunPlan plan;
    private final @Nullable Evaluation evaluation;
    private final RunListener listener;
    private final ExampleOrder order;

    /**
     * Prepares a run.
     *
     * @param evaluation held-out evaluation; null for none, and then the client needs no rollouts
     */
    public SftLoop(
            TrainingClient client,
            Examples examples,
            SftSettings settings,
            RunPlan plan,
            @Nullable Evaluation evaluation,
            RunListener listener) {
        if (examples.size() < 1) {
            throw new InputException("there are no training examples: the data set is empty");
        }
        this.client = client;
        this.examples = examples;
        this.settings = settings;
        this.plan = plan;
        this.evaluation = evaluation;
        this.listener = listener;
        this.order = new ExampleOrder(examples.size(), settings.shuffle(), plan.seed());
    }

    /** Trains for the plan's steps. */
    public RunSummary run() {
        return new Run(client, plan, evaluation, listener, List.of()).run(this::step);
    }

    private Run.Outcome step(int step, long position) {
        List<SequenceGroup> chosen = new ArrayList<>();
        for (int i = 0; i < settings.examplesPerStep(); i++) {
            chosen.add(example(order.index(position + i)));
        }
        Metrics metrics = new Metrics();
        String skipped = Update.run(
                client,
                TrainingBatch.supervised(chosen, new TokenMean()),
                new CrossEntropyLoss(),
                client.optimizer().learningRate(step, plan.steps()),
                true,
                metrics);
        long next = position + settings.examplesPerStep();
        Update.addSpeed(metrics);
        metrics.mean(EPOCH, (double) next / examples.size());
        return new Run.Outcome(next, metrics, List.of(), skipped);
    }

    private SequenceGroup example(long index) {
        SequenceGroup example = examples.example(index);
        for (int[] completion : example.completions()) {
            int length = example.prompt().length + completion.length;
            if (length > client.contextLength()) {
                throw new InputException("example " + index + " has " + length + " tokens, but the model's context is "
                        + client.contextLength() + "; cut or leave out longer examples");
            }
        }
        return example;
    }
}
