package dev.rlvr4j.envs.datasets;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tasks from files, JSONL or Parquet.
 *
 * <p>No question stands twice in one part: questions that differ in white space only are the same, the first row counts, and the
 * others are dropped. No training task has a problem of the held-out part or of an evaluation set; there, case, punctuation and
 * LaTeX layout make no difference either ({@code ProblemKey}). What was dropped is counted ({@link #counts}).
 */
public final class DatasetEnvironment implements Environment {
    private final String name;
    private final TaskSource train;
    private final TaskSource heldOut;
    private final DatasetCounts counts;
    private final List<String> notes;

    private DatasetEnvironment(String name, List<Task> train, Collection<Task> heldOut, TaskReading reading) {
        this.name = name;
        List<Task> held = List.copyOf(heldOut);
        Set<String> problems = new HashSet<>(reading.evaluation());
        held.forEach(task -> problems.add(ProblemKey.loose(task.question())));
        List<Task> kept = problems.isEmpty()
                ? train
                : train.stream()
                        .filter(task -> !problems.contains(ProblemKey.loose(task.question())))
                        .toList();
        this.train = new TaskList(kept);
        this.heldOut = new TaskList(held);
        this.counts = new DatasetCounts(
                reading.rows(),
                reading.duplicates(),
                train.size() - kept.size(),
                reading.unanswered(),
                kept.size(),
                held.size());
        this.notes = List.of(counts.note());
    }

    private DatasetEnvironment(DatasetEnvironment whole, List<Task> train, List<Task> heldOut, List<String> notes) {
        this.name = whole.name;
        this.train = new TaskList(train);
        this.heldOut = new TaskList(heldOut);
        this.counts = whole.counts;
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads the files and splits them.
     *
     * @throws InputException if a file is missing, empty or broken (with its line), a field is missing, or a part gets no task
     */
    public static DatasetEnvironment read(DatasetSettings settings) {
        TaskReading reading = new TaskReading(settings.layout(), settings.mapping());
        settings.evaluationSets().forEach(reading::readEvaluation);
        Path last = settings.files().get(0).getFileName();
        String name = String.valueOf(last);
        List<Task> train = new ArrayList<>();
        Collection<Task> heldOut;
        if (settings.split() instanceof HeldOut.Files own) {
            heldOut = reading.part(own.files()).values();
            train.addAll(reading.part(settings.files()).values());
        } else {
            Map<String, Task> all = reading.part(settings.files());
            Set<String> held = chosen(all.keySet(), settings.split(), settings.seed());
            List<Task> apart = new ArrayList<>();
            all.forEach((question, task) -> (held.contains(question) ? apart : train).add(task));
            heldOut = apart;
        }
        DatasetEnvironment environment = new DatasetEnvironment(name, train, heldOut, reading);
        if (environment.train.size() == 0) {
            throw new InputException(
                    train.isEmpty()
                            ? "no row of " + settings.files() + " has an answer to compare with, so there is nothing to"
                                    + " train on; name the field of the answer"
                            : "all " + train.size() + " questions of " + settings.files()
                                    + " are also in the held-out files or evaluation sets, so none is left to train on;"
                                    + " give different files");
        }
        return environment;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TaskSource train() {
        return train;
    }

    @Override
    public TaskSource heldOut() {
        return heldOut;
    }

    @Override
    public String problem(String question) {
        return ProblemKey.loose(question);
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public DatasetEnvironment without(Function<Task, Optional<String>> unusable) {
        List<String> reasons = new ArrayList<>();
        List<Task> keptTrain = usable(train, unusable, reasons);
        List<Task> keptHeldOut = usable(heldOut, unusable, reasons);
        if (reasons.isEmpty()) {
            return this;
        }
        if (keptTrain.isEmpty()) {
            throw new InputException("no task of " + name + " can be graded, the first because " + reasons.get(0)
                    + "; take another verifier, or name the field of the answer");
        }
        List<String> more = new ArrayList<>(notes);
        more.add(reasons.size() + " tasks left out because their reference cannot be used (" + reasons.get(0) + ")");
        return new DatasetEnvironment(this, keptTrain, keptHeldOut, more);
    }

    private static List<Task> usable(
            TaskSource tasks, Function<Task, Optional<String>> unusable, List<String> reasons) {
        List<Task> kept = new ArrayList<>();
        for (long i = 0; i < tasks.size(); i++) {
            Task task = tasks.task(i);
            Optional<String> reason = unusable.apply(task);
            if (reason.isEmpty()) {
                kept.add(task);
            } else {
                reasons.add("task '" + task.id() + "': " + reason.get());
            }
        }
        return kept;
    }

    /** What became of the rows, before {@link #without}. */
    public DatasetCounts counts() {
        return counts;
    }

    /** The questions of smallest hash. */
    private static Set<String> chosen(Set<String> questions, HeldOut split, long seed) {
        int count = 0;
        if (split instanceof HeldOut.Share share && share.share() > 0) {
            count = (int) Math.max(1, Math.round(share.share() * questions.size()));
        } else if (split instanceof HeldOut.Count number) {
            count = number.count();
        }
        if (count > 0 && count >= questions.size()) {
            throw new InputException("cannot hold out " + count + " of " + questions.size()
                    + " different questions and train on the rest; hold out fewer, or give more rows");
        }
        long key = CounterRandom.key(seed, "held-out");
        return questions.stream()
                .map(question -> new Ranked(question, CounterRandom.key(key, question)))
                .sorted(Comparator.comparingLong(Ranked::rank).thenComparing(Ranked::question))
                .limit(count)
                .map(Ranked::question)
                .collect(Collectors.toSet());
    }

    private record Ranked(String question, long rank) {}
}
