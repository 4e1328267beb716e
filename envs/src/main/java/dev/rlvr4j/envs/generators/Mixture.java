package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.EndlessTasks;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Shuffled;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.EpisodesByTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several environments as one, by weight. Training tasks come in blocks of {@value Shares#BLOCK}: in each block every part has its
 * exact share, in a random order, and a part's tasks are taken in their own order without a gap. All of it is a function of
 * (seed, index), so that the place is one number.
 *
 * <p>Held-out tasks are those of all parts, mixed by weight as well, so that the first ones stand for all. No training task of any
 * part asks a problem that any part holds out. Task ids start with the part's name, and metadata {@code environment} holds it:
 * verifiers and episodes are chosen by it. A part that is a mixture has names of the form {@code outer/inner}.
 */
public final class Mixture implements Environment, EpisodesByTask {
    /** How far apart the stand-ins of a training task are whose question is held out by another part. */
    private static final long ELSEWHERE = 1L << 40;

    private static final int MAX_STAND_INS = 1_000;
    private static final String ENVIRONMENT = "environment";

    /**
     * An environment and its weight.
     *
     * @param label its name in ids and metrics; null is the environment's own name, numbered from the second of that name on
     * @param weight above 0; weights need not add up to 1
     */
    public record Part(@Nullable String label, Environment environment, double weight) {
        public Part {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new InputException("the weight of " + environment.name() + " must be above 0, but is " + weight);
            }
            if (label != null && (label.isBlank() || label.contains("/"))) {
                throw new InputException("the label of a part must be a name without '/', but is '" + label + "'");
            }
        }

        /** A part under its environment's own name. */
        public Part(Environment environment, double weight) {
            this(null, environment, weight);
        }

        private String name() {
            return label == null ? environment.name() : label;
        }
    }

    private final List<Part> parts;
    private final long seed;
    private final List<String> names = new ArrayList<>();
    private final List<TaskSource> sources = new ArrayList<>();
    private final Shares shares;
    private final TaskSource heldOut;
    /** What any part holds out, as each part tells problems apart. */
    private final List<Set<String>> heldOutProblems = new ArrayList<>();

    private final TaskSource train = new Train();

    /** @throws InputException if there is no part, or one is too light for a block of 1,000 */
    public Mixture(List<Part> parts, long seed) {
        if (parts.isEmpty()) {
            throw new InputException("a mixture needs at least one environment, but has none");
        }
        this.parts = List.copyOf(parts);
        this.seed = seed;
        long key = CounterRandom.key(seed, "mixture");
        this.shares = new Shares(parts.stream().map(Part::weight).toList(), key);
        for (int p = 0; p < parts.size(); p++) {
            names.add(name(parts, p));
            if (shares.of(p) == 0) {
                throw new InputException("the weight of " + names.get(p) + " is "
                        + parts.get(p).weight() + ", too little beside the others for one task in " + Shares.BLOCK
                        + "; raise it or leave the part out");
            }
            sources.add(Shuffled.endless(parts.get(p).environment().train(), CounterRandom.key(key, p)));
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new InputException("two parts of the mixture have the same name; label one: " + names);
        }
        List<Task> tasks = allHeldOut();
        for (Part part : parts) {
            heldOutProblems.add(tasks.stream()
                    .map(task -> part.environment().problem(task.question()))
                    .collect(Collectors.toSet()));
        }
        this.heldOut = new TaskList(tasks);
    }

    private static String name(List<Part> parts, int p) {
        String name = parts.get(p).name();
        long before = parts.get(p).label() != null
                ? 0
                : parts.subList(0, p).stream()
                        .filter(other -> other.name().equals(name))
                        .count();
        return before == 0 ? name : name + "-" + (before + 1);
    }

    /** The held-out tasks of all parts: task i of a part of weight w stands at (i + 1/2) / w. */
    private List<Task> allHeldOut() {
        record Placed(Task task, double place) {}
        List<Placed> placed = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            TaskSource source = parts.get(p).environment().heldOut();
            for (long i = 0; i < source.size(); i++) {
                placed.add(new Placed(
                        named(p, source.task(i)), (i + 0.5) / parts.get(p).weight()));
            }
        }
        return placed.stream()
                .sorted(Comparator.comparingDouble(Placed::place))
                .map(Placed::task)
                .toList();
    }

    /** The names of the parts, in order. */
    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /** The environments of the parts, in order. */
    public List<Environment> environments() {
        return parts.stream().map(Part::environment).toList();
    }

    @Override
    public String name() {
        return "mixture";
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
    public Mixture without(Function<Task, Optional<String>> unusable) {
        List<Part> usable = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            int place = p; // asked of the task as this mixture has it, with the environment that says who judges it
            usable.add(new Part(
                    part.label(),
                    part.environment().without(task -> unusable.apply(named(place, task))),
                    part.weight()));
        }
        return new Mixture(usable, seed);
    }

    @Override
    public boolean hasEpisodes() {
        return environments().stream().anyMatch(part -> Episodes.byTask(part).isPresent());
    }

    @Override
    public Episodes episodes(Task task) {
        return episodes(task.metadata().getOrDefault(ENVIRONMENT, ""), task);
    }

    private Episodes episodes(String path, Task task) {
        for (int p = 0; p < parts.size(); p++) {
            Environment environment = parts.get(p).environment();
            String name = names.get(p);
            if (environment instanceof Mixture inner && path.startsWith(name + "/")) {
                return inner.episodes(path.substring(name.length() + 1), task);
            }
            if (path.equals(name)) {
                return Episodes.of(environment).orElse(Episodes.SINGLE_TURN);
            }
        }
        throw new InputException(
                "task '" + task.id() + "' is of no part of the mixture, which are " + String.join(", ", names));
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            String name = names.get(p);
            parts.get(p).environment().notes().forEach(note -> notes.add(name + ": " + note));
        }
        return notes;
    }

    private Task named(int part, Task task) {
        String name = names.get(part);
        Map<String, String> metadata = new HashMap<>(task.metadata());
        boolean nested = parts.get(part).environment() instanceof Mixture;
        metadata.put(ENVIRONMENT, nested ? name + "/" + metadata.get(ENVIRONMENT) : name);
        return new Task(name + ":" + task.id(), task.question(), task.reference(), metadata);
    }

    private final class Train implements EndlessTasks {
        @Override
        public Task make(long index) {
            Shares.Place place = shares.place(index);
            int part = place.part();
            for (long standIn = 0; standIn < MAX_STAND_INS; standIn++) {
                Task task = sources.get(part).task(place.index() + standIn * ELSEWHERE);
                String problem = parts.get(part).environment().problem(task.question());
                if (!heldOutProblems.get(part).contains(problem)) {
                    return named(part, task);
                }
            }
            throw new InputException("mixture: the training questions of " + names.get(part)
                    + " are held out by another part; use other data or settings");
        }
    }
}
