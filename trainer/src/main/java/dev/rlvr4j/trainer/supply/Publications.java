package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which version was trained in which step, and so how old a token is: the number of steps between the one that trained the
 * token's version and the one that trains on the token. 0 is on-policy, however many optimizer steps a step takes.
 */
final class Publications implements Memory {
    private static final int REMEMBERED = 512;
    private static final String FILE = "versions.txt";

    /** The last step that trained each version, by its number. */
    private final TreeMap<Long, Integer> steps = new TreeMap<>();

    private @Nullable AdapterVersion trained;
    private int step;

    /** A step begins. */
    void begin(int next, AdapterVersion version) {
        step = next;
        trained = version;
        steps.put(version.number(), next);
        while (steps.size() > REMEMBERED) {
            steps.pollFirstEntry();
        }
    }

    /**
     * The age of a version.
     *
     * @throws RlvrException if it is of another adapter
     */
    int age(AdapterVersion version) {
        if (trained != null && !version.adapter().equals(trained.adapter()) && !version.equals(AdapterVersion.BASE)) {
            throw new RlvrException("completions come from adapter version " + version + ", but " + trained
                    + " is being trained: two trainers cannot share a rollout pool whose requests follow the newest"
                    + " version; give each its own pool, or pin the versions of requests");
        }
        Map.Entry<Long, Integer> known = steps.floorEntry(version.number());
        return known != null
                ? step - known.getValue()
                : step - steps.firstEntry().getValue() + 1;
    }

    /** The age of the oldest token. */
    int age(Group group) {
        return group.completions().stream()
                .flatMap(completion -> completion.versions().stream())
                .mapToInt(span -> age(span.version()))
                .max()
                .orElseThrow();
    }

    /** Adds the mean age over the sampled tokens of a group, and the largest. */
    void addFigures(Group group, Metrics metrics) {
        for (Completion completion : group.completions()) {
            for (VersionSpan span : completion.versions()) {
                int tokens = span.end() - span.start();
                int age = age(span.version());
                metrics.meanOf(MetricNames.STALENESS, (double) age * tokens, tokens);
                metrics.max(MetricNames.STALENESS_MAX, age);
            }
        }
    }

    @Override
    public String name() {
        return "versions";
    }

    @Override
    public void save(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        steps.forEach((number, at) -> text.append(number).append(' ').append(at).append('\n'));
        Files.writeString(directory.resolve(FILE), text);
    }

    @Override
    public void load(Path directory) throws IOException {
        steps.clear();
        try {
            for (String line : Files.readAllLines(directory.resolve(FILE))) {
                String[] words = line.split(" ", -1);
                steps.put(Long.parseLong(words[0]), Integer.parseInt(words[1]));
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new InputException("the file " + directory.resolve(FILE) + " is damaged", e);
        }
    }
}
