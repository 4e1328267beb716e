package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Calibrated;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CalibrationPass;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.Await;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts adapters whose method asks for data: with the inputs of layers on the first training prompts, or with the policy
 * gradient of the base on completions that it samples for them. The same recipe gives the same start.
 */
public final class DataStart {
    /** Texts that inputs are taken from. */
    private static final int TEXTS = 64;
    /** Tasks, and completions of each, that a gradient is taken from. */
    private static final int TASKS = 32;

    private static final int GROUP = 8;

    private DataStart() {}

    /** Starts the adapter of a run on tasks. */
    static void onTasks(
            Recipe recipe,
            GradedEnvironment graded,
            Tasks tasks,
            LoadedModel model,
            SamplingParams params,
            TransformerPolicy policy) {
        Calibrated method = of(recipe.method());
        if (method == null) {
            return;
        }
        if (method.needs() == Calibrated.Need.INPUTS) {
            onInputs(
                    model.base(),
                    first(tasks, TEXTS).stream()
                            .map(task -> tasks.prompt(task).tokens())
                            .toList(),
                    policy);
            return;
        }
        List<Group> groups;
        try (Workers workers = Workers.start(model, recipe.rollout().settings())) {
            groups = Await.result(graded.sampler(recipe, tasks, model, workers)
                            .groups(
                                    first(tasks, TASKS),
                                    GROUP,
                                    params,
                                    CounterRandom.key(recipe.seed(), "calibration"),
                                    null))
                    .groups();
        }
        onGroups(model.base(), groups, policy);
    }

    /** Starts the adapter of a supervised run: the first examples as texts, or the gradient of their log-likelihood. */
    public static void onExamples(
            AdapterMethod asked, BaseModel base, Stream<SequenceGroup> examples, TransformerPolicy policy) {
        Calibrated method = of(asked);
        if (method == null) {
            return;
        }
        List<SequenceGroup> texts = examples.limit(TEXTS).toList();
        if (method.needs() == Calibrated.Need.INPUTS) {
            onInputs(base, texts.stream().map(DataStart::whole).toList(), policy);
            return;
        }
        int tokens = texts.stream().mapToInt(SequenceGroup::askedTokens).sum();
        List<float[]> gradients = texts.stream()
                .map(text -> filled(text.askedTokens(), -1f / tokens))
                .toList();
        onGradients(base, texts, gradients, policy);
    }

    private static @Nullable Calibrated of(AdapterMethod method) {
        return method instanceof Calibrated calibrated ? calibrated : null;
    }

    private static List<Task> first(Tasks tasks, int count) {
        return LongStream.range(0, Math.min(count, tasks.different()))
                .mapToObj(tasks.train()::task)
                .toList();
    }

    private static int[] whole(SequenceGroup text) {
        int[] prompt = text.prompt();
        int[] completion = text.completions().get(0);
        int[] all = Arrays.copyOf(prompt, prompt.length + completion.length);
        System.arraycopy(completion, 0, all, prompt.length, completion.length);
        return all;
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    /** The loss is minus the mean over tokens of the log-prob times the reward less its group's mean. */
    private static void onGroups(BaseModel base, List<Group> groups, TransformerPolicy policy) {
        int tokens = groups.stream()
                .flatMap(group -> group.completions().stream())
                .mapToInt(Completion::sampledTokens)
                .sum();
        List<SequenceGroup> texts = new ArrayList<>();
        List<float[]> gradients = new ArrayList<>();
        boolean any = false;
        for (Group group : groups) {
            double[] rewards = group.rewards();
            double mean = Arrays.stream(rewards).average().orElseThrow();
            for (int i = 0; i < rewards.length; i++) {
                double advantage = rewards[i] - mean;
                Completion completion = group.completions().get(i);
                if (advantage != 0) {
                    any = true;
                    texts.add(new SequenceGroup(
                            group.prompt().tokens(), List.of(completion.tokens()), List.of(completion.sampled())));
                    gradients.add(filled(completion.sampledTokens(), (float) (-advantage / tokens)));
                }
            }
        }
        if (!any) {
            throw new InputException("the start of this adapter needs a gradient, but all " + GROUP
                    + " completions of each of the first " + groups.size()
                    + " tasks got the same reward; take tasks that the model solves now and then, or a method that starts"
                    + " without a gradient, e.g. eva");
        }
        onGradients(base, texts, gradients, policy);
    }

    private static void onInputs(BaseModel base, List<int[]> texts, TransformerPolicy policy) {
        Torch.prepareThread(0);
        try (CalibrationPass data = CalibrationPass.ofInputs(base, texts)) {
            policy.calibrate(data);
        }
    }

    private static void onGradients(
            BaseModel base, List<SequenceGroup> texts, List<float[]> gradients, TransformerPolicy policy) {
        Torch.prepareThread(0);
        try (CalibrationPass data = CalibrationPass.ofGradients(base, texts, gradients)) {
            policy.calibrate(data);
        }
    }
}
