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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tasks from JSONL files. GSM8K's layout works with {@link FieldMapping#auto}.
 *
 * <p>No question stands in both parts, and none twice in one: questions that differ in white space only are the same, the
 * first row counts, and the others are dropped and counted ({@link #counts}).
 */
public final class JsonlEnvironment implements Environment {
    private final String name;
    private final TaskSource train;
    private final TaskSource heldOut;
    private final Counts counts;

    /**
     * What became of the rows.
     *
     * @param rows rows read, of all files
     * @param duplicates rows dropped because an earlier row of their part has the same question
     * @param overlapping train rows dropped because a held-out file has the same question
     * @param train tasks to train on
     * @param heldOut tasks held out
     */
    public record Counts(int rows, int duplicates, int overlapping, int train, int heldOut) {}

    private JsonlEnvironment(String name, List<Task> train, List<Task> heldOut, Counts counts) {
        this.name = name;
        this.train = new TaskList(train);
        this.heldOut = new TaskList(heldOut);
        this.counts = counts;
    }

    /**
     * Reads the files and splits them.
     *
     * @param files at least one; their rows are one data set
     * @param seed of the split
     * @throws InputException if a file is missing, empty or broken (with its line), a field is missing, or a part gets no task
     */
    public static JsonlEnvironment read(List<Path> files, FieldMapping mapping, HeldOut split, long seed) {
        if (files.isEmpty()) {
            throw new InputException("no data set file is given; name at least one .jsonl file");
        }
        Reading reading = new Reading(mapping);
        String name = fileName(files.get(0));
        if (split instanceof HeldOut.Files own) {
            Map<String, Task> held = reading.part(own.files());
            Map<String, Task> kept = reading.part(files);
            int before = kept.size();
            kept.keySet().removeAll(held.keySet());
            if (kept.isEmpty()) {
                throw new InputException("all " + before + " questions of " + files + " are also in the held-out files "
                        + own.files() + ", so none is left to train on; give different files");
            }
            return reading.environment(name, kept.values(), held.values(), before - kept.size());
        }
        Map<String, Task> all = reading.part(files);
        Set<String> held = chosen(all.keySet(), split, seed);
        List<Task> train = new ArrayList<>();
        List<Task> heldOut = new ArrayList<>();
        all.forEach((question, task) -> (held.contains(question) ? heldOut : train).add(task));
        return reading.environment(name, train, heldOut, 0);
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

    /** What became of the rows, for the log. */
    public Counts counts() {
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
        if (count >= questions.size()) {
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

    /** Trimmed, and every run of white space one blank. */
    static String normalise(String question) {
        StringBuilder words = new StringBuilder(question.length());
        for (int i = 0; i < question.length(); i++) {
            char c = question.charAt(i);
            boolean blank = Character.isWhitespace(c) || c == '\u00A0';
            if (!blank) {
                words.append(c);
            } else if (words.length() > 0 && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        }
        String normalised = words.toString().stripTrailing();
        return normalised.equals(question) ? question : normalised;
    }

    private static String fileName(Path file) {
        Path last = file.getFileName();
        return last == null ? file.toString() : last.toString();
    }

    /** One reading of all files: counts rows and watches that ids stay unique. */
    private static final class Reading {
        private final FieldMapping mapping;
        private final Map<String, String> idSeenAt = new HashMap<>();
        private int rows;
        private int duplicates;

        Reading(FieldMapping mapping) {
            this.mapping = mapping;
        }

        /** The first task of each normalised question, in file order. */
        Map<String, Task> part(List<Path> files) {
            Map<String, Task> part = new LinkedHashMap<>();
            for (Path file : files) {
                RowReader reader = new RowReader(file.toString(), mapping);
                JsonlRows.read(file, (row, line) -> {
                    Task task = reader.task(row, line);
                    rows++;
                    if (mapping.id() != null) {
                        String here = file + ":" + line;
                        String before = idSeenAt.putIfAbsent(task.id(), here);
                        if (before != null) {
                            throw new InputException(here + ": the id '" + task.id() + "' was used at " + before
                                    + "; ids must be unique, or leave the id field out of the mapping");
                        }
                    }
                    if (part.putIfAbsent(normalise(task.question()), task) != null) {
                        duplicates++;
                    }
                });
            }
            return part;
        }

        JsonlEnvironment environment(String name, Collection<Task> train, Collection<Task> heldOut, int overlapping) {
            return new JsonlEnvironment(
                    name,
                    List.copyOf(train),
                    List.copyOf(heldOut),
                    new Counts(rows, duplicates, overlapping, train.size(), heldOut.size()));
        }
    }
}
