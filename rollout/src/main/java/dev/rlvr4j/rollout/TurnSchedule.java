package dev.rlvr4j.rollout;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which turn of which worker began which calls under which adapter version. While trainer and workers run side by side this
 * depends on timing, and nothing else does: what is written down of one run and followed by another gives the same tokens,
 * bit for bit.
 *
 * <p>A schedule is lines of text, written before what they tell of has any effect:
 *
 * <pre>
 * workers 2                     how many there are
 * turn 0 17 9f3a77bc#1 lora@3   turn 17 of worker 0 began a call and took version lora@3 for the newest
 * turn 1 20 - lora@3            turn 20 of worker 1 began nothing and took lora@3; a turn without a line is like the one before
 * failed 1 21                   the sampler failed in turn 21 of worker 1
 * turn 0 25 - a@4&lt;tab&gt;b@2     the same with two adapters: a@4 is the newest of all, b@2 the newest of b
 * rest 10                       all workers came to rest ({@link Rollouts#settle}); turns are counted from 0 again
 * </pre>
 *
 * A call is named by a digest of its requests, and by how many equal ones the worker got since it rested. Thread-safe.
 */
public final class TurnSchedule {
    private static final String WORKERS = "workers ";
    private static final String REST = "rest ";
    /** Names of adapters may hold anything else, since some are paths. */
    private static final String BETWEEN = "\t";

    /** The turns of each worker since a rest; whole where the next rest is known, so that there were no others. */
    private record Part(Map<Integer, List<ScheduledTurn>> turns, boolean whole) {}

    @GuardedBy("this")
    private @Nullable Consumer<String> out;

    @GuardedBy("this")
    private List<Part> followed = List.of();

    @GuardedBy("this")
    private int workers;

    /** A schedule that is neither written nor followed, until {@link #begin}. */
    public TurnSchedule() {}

    /**
     * Begins to write, and to follow what is given as far as it goes. Called before the first request.
     *
     * @param sink takes each line, and has it safe when it returns; called by one thread at a time
     * @param fresh whether nothing was written to it before
     * @param follow lines of a schedule, from where this run begins; may be empty
     * @throws InputException if they are not a schedule, or one of another number of workers
     */
    public synchronized void begin(Consumer<String> sink, boolean fresh, List<String> follow) {
        followed = parts(follow, workers);
        out = sink;
        if (fresh) {
            sink.accept(WORKERS + workers);
        }
    }

    /**
     * The lines of a schedule after a rest.
     *
     * @param mark the rest's number; 0 is the beginning
     * @throws InputException if there is no such rest
     */
    public static List<String> after(List<String> lines, long mark) {
        if (mark == 0) {
            return lines;
        }
        int at = lines.indexOf(REST + mark);
        if (at < 0) {
            throw new InputException(
                    "the schedule has no line '" + REST + mark
                            + "', so it cannot be followed from there; it is of a run with other checkpoints, or of a shorter one");
        }
        return lines.subList(at + 1, lines.size());
    }

    synchronized void workers(int count) {
        workers = count;
    }

    /** What a worker did between two rests; empty where that is not known. */
    synchronized List<ScheduledTurn> turns(int worker, int part) {
        return part < followed.size() ? followed.get(part).turns.getOrDefault(worker, List.of()) : List.of();
    }

    /** Whether that is all they did until they rested. */
    synchronized boolean whole(int part) {
        return part < followed.size() && followed.get(part).whole;
    }

    synchronized void write(String line) {
        if (out != null) {
            out.accept(line);
        }
    }

    void rest(long mark) {
        write(REST + mark);
    }

    private static List<Part> parts(List<String> lines, int workers) {
        List<Part> parts = new ArrayList<>();
        Map<Integer, List<ScheduledTurn>> turns = new HashMap<>();
        for (String line : lines) {
            if (line.startsWith(WORKERS)) {
                if (!line.equals(WORKERS + workers)) {
                    throw new InputException("the schedule is of a run with " + line.substring(WORKERS.length())
                            + " rollout workers, but this one has " + workers + "; set rollout.workers to that");
                }
            } else if (line.startsWith(REST)) {
                parts.add(new Part(turns, true));
                turns = new HashMap<>();
            } else {
                add(line, turns);
            }
        }
        parts.add(new Part(turns, false));
        return parts;
    }

    private static void add(String line, Map<Integer, List<ScheduledTurn>> turns) {
        String[] words = line.split(" ", 5);
        try {
            List<ScheduledTurn> of = turns.computeIfAbsent(Integer.parseInt(words[1]), w -> new ArrayList<>());
            long number = Long.parseLong(words[2]);
            if (words[0].equals("turn")) {
                List<String> calls = words[3].equals("-") ? List.of() : List.of(words[3].split(",", -1));
                of.add(new ScheduledTurn(number, calls, versions(words[4]), false));
            } else if (words[0].equals("failed")) {
                ScheduledTurn last = of.get(of.size() - 1);
                if (last.number() == number) {
                    of.remove(of.size() - 1);
                }
                of.add(new ScheduledTurn(
                        number, last.number() == number ? last.calls() : List.of(), last.versions(), true));
            } else {
                throw new IllegalArgumentException(line);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new InputException("this is no line of a schedule: '" + line + "'", e);
        }
    }

    /** Versions as a line has them. */
    static String text(List<AdapterVersion> versions) {
        return versions.stream().map(AdapterVersion::toString).collect(Collectors.joining(BETWEEN));
    }

    private static List<AdapterVersion> versions(String text) {
        return Arrays.stream(text.split(BETWEEN, -1)).map(TurnSchedule::version).toList();
    }

    private static AdapterVersion version(String text) {
        int at = text.lastIndexOf('@');
        return new AdapterVersion(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
    }
}
