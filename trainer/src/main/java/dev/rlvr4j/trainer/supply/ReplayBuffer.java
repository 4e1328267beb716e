package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The last groups with spread, to be trained on once more. Their ratios are against the log-probs of the version that sampled
 * them, which they carry.
 */
final class ReplayBuffer implements Memory {
    private static final String FILE = "groups.gz";

    private final int size;
    private final int maxAge;
    private final long seed;
    private final Deque<Kept> kept = new ArrayDeque<>();

    private record Kept(int step, Group group) {}

    ReplayBuffer(int size, int maxAge, long seed) {
        this.size = size;
        this.maxAge = maxAge;
        this.seed = CounterRandom.key(seed, "replay");
    }

    /** Some of those kept, drawn without replacement, as many as are wanted or there are. */
    List<Group> draw(int step, int wanted) {
        kept.removeIf(entry -> step - entry.step > maxAge);
        List<Kept> left = new ArrayList<>(kept);
        List<Group> drawn = new ArrayList<>();
        long key = CounterRandom.key(seed, step);
        while (drawn.size() < wanted && !left.isEmpty()) {
            drawn.add(left.remove(CounterRandom.below(key, drawn.size(), left.size())).group);
        }
        return drawn;
    }

    /** Keeps groups of a step in the place of the oldest. */
    void add(int step, List<Group> groups) {
        groups.forEach(group -> kept.add(new Kept(step, group)));
        while (kept.size() > size) {
            kept.remove();
        }
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void save(Path directory) throws IOException {
        List<Batch> batches = new ArrayList<>();
        for (Kept entry : kept) {
            Task task = new Task(entry.group.prompt().taskId(), "", "", Map.of());
            batches.add(new Batch(entry.step, List.of(task), new ScoredGroups(List.of(entry.group), Map.of(), 0, 0)));
        }
        BatchFile.write(directory.resolve(FILE), batches);
    }

    @Override
    public void load(Path directory) throws IOException {
        kept.clear();
        for (Batch batch : BatchFile.read(directory.resolve(FILE))) {
            kept.add(new Kept(batch.step(), batch.scored().groups().get(0)));
        }
    }
}
