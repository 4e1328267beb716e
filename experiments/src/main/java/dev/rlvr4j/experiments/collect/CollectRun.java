package dev.rlvr4j.experiments.collect;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.experiments.assembly.GradedEnvironment;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Tasks;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.Digest;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.Await;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejection sampling: completions of a recipe's tasks are sampled, in one turn or in episodes of several, graded by its reward, and
 * the good ones written to a file. A
 * task's completions depend on the recipe's seed and the task's place alone, so that an interrupted collection ends with the same
 * file as one that was not.
 */
public final class CollectRun {
    /** Completions that are sampled before they are written. */
    private static final int AT_A_TIME = 256;

    /** Tasks in a row that were met before, after which there are taken to be no more: ten blocks of a mixture. */
    private static final int FRUITLESS = 10_000;

    private final Recipe recipe;
    private final CollectSettings settings;
    private final Progress progress;

    public CollectRun(Recipe recipe, CollectSettings settings, Progress progress) {
        this.recipe = recipe;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Collects into a file.
     *
     * @param adapter a PEFT directory, or null for the base
     * @param resume whether to go on with a file that was begun before
     */
    public CollectTotals run(@Nullable Path adapter, Path out, boolean resume) {
        GradedEnvironment graded = GradedEnvironment.open(recipe);
        try (CollectFile file = CollectFile.open(out, made(adapter), resume);
                LoadedModel model =
                        LoadedModel.open(recipe.model(), recipe.prompt().today())) {
            Tasks tasks = Tasks.of(graded.environment(), recipe, model);
            tasks.notes().forEach(note -> progress.print("data        " + note));
            List<Task> chosen = chosen(settings.part() == CollectSettings.Part.TRAIN ? tasks.train() : tasks.heldOut());
            try (Workers workers = Workers.start(model, recipe.rollout().settings())) {
                workers.publish(model, adapter);
                return collect(chosen, graded.sampler(recipe, tasks, model, workers), file, graded.versions());
            }
        } finally {
            progress.end();
        }
    }

    /** The first different tasks. A finite source goes round, and so does a finite part of a mixture beside an endless one. */
    private List<Task> chosen(TaskSource source) {
        List<Task> chosen = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int fruitless = 0;
        for (long i = 0; i < source.size() && chosen.size() < settings.tasks() && fruitless < FRUITLESS; i++) {
            Task task = source.task(i);
            if (seen.add(task.id())) {
                chosen.add(task);
                fruitless = 0;
            } else {
                fruitless++;
            }
        }
        return chosen;
    }

    private CollectTotals collect(
            List<Task> tasks, GroupSampler sampler, CollectFile file, Map<String, String> verifiers) {
        int batch = Math.max(1, AT_A_TIME / settings.samples());
        for (int from = Math.toIntExact(file.tasks()); from < tasks.size(); from += batch) {
            int to = Math.min(tasks.size(), from + batch);
            List<Future<ScoredGroups>> sampled = new ArrayList<>();
            for (int i = from; i < to; i++) {
                sampled.add(sample(sampler, tasks.get(i), i));
            }
            List<ScoredGroups> groups = Await.result(Future.all(sampled)).list();
            List<CollectedRow> rows = new ArrayList<>();
            CollectTotals totals = file.totals();
            for (int i = from; i < to; i++) {
                Group group = groups.get(i - from).groups().get(0);
                Selection selection = Selection.of(group, settings);
                for (int k : selection.kept()) {
                    rows.add(row(tasks.get(i), i, group, k, verifiers));
                }
                totals = totals.plus(settings.samples(), selection);
            }
            file.append(rows, to, totals);
            progress.show("task " + to + " of " + tasks.size() + ", " + totals.kept() + " kept", false);
        }
        return file.totals();
    }

    private Future<ScoredGroups> sample(GroupSampler sampler, Task task, int index) {
        SamplingParams params = recipe.rollout().sampling();
        long seed = CounterRandom.key(CounterRandom.key(recipe.seed(), "collect"), index);
        return sampler.groups(List.of(task), settings.samples(), params, seed, null);
    }

    private CollectedRow row(Task task, int index, Group group, int sample, Map<String, String> verifiers) {
        var completion = group.completions().get(sample);
        long key = CounterRandom.key(CounterRandom.key(recipe.seed(), "whole"), index);
        int learnt = settings.span().length(completion.sampledTokens(), CounterRandom.uniform(key, sample));
        return new CollectedRow(
                index,
                sample,
                task,
                group.prompt(),
                completion,
                group.scores().get(sample),
                verifiers,
                learnt,
                recipe.seed());
    }

    /** A digest of all that decides about the lines, but for the number of tasks: more may be asked for later. */
    private String made(@Nullable Path adapter) {
        CollectSettings all = new CollectSettings(
                settings.part(),
                Integer.MAX_VALUE,
                settings.samples(),
                settings.keep(),
                settings.minScore(),
                settings.most(),
                settings.span());
        return Digest.of(recipe.toYaml() + "\n" + all + "\n" + (adapter == null ? "" : adapter.toAbsolutePath()));
    }
}
