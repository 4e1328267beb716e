package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws tasks by how often they were solved the last time: easy, hard, and normal ones, each pool with its share of the draws.
 * A task that was not sampled yet counts as normal. The draw at a place is a function of (seed, place) and the pools; an empty
 * pool's share goes to the others.
 */
public final class PassRateOrder implements TaskOrder, Memory {
    private static final String FILE = "pass-rates.bin";
    private static final int MOST = 1 << 24;

    private final TaskSource tasks;
    private final Shares shares;
    private final long seed;
    private final Map<String, Integer> indices = new HashMap<>();
    /** Share of the last group's completions that were correct; NaN before the first. */
    private final float[] rates;

    private final List<int[]> pools = new ArrayList<>();

    /**
     * The pools and how often each is drawn from.
     *
     * @param easy share of draws from tasks with a pass rate of at least {@code easyFrom}
     * @param hard share of draws from tasks with a pass rate of at most {@code hardTo}; the rest are normal
     * @param easyFrom in (hardTo, 1]
     * @param hardTo in [0, easyFrom)
     */
    public record Shares(double easy, double hard, double easyFrom, double hardTo) {
        public Shares {
            if (!(easy >= 0 && hard >= 0 && easy + hard <= 1)) {
                throw new InputException("easy and hard are shares, not negative and no more than 1 together, but are "
                        + easy + " and " + hard);
            }
            if (!(0 <= hardTo && hardTo < easyFrom && easyFrom <= 1)) {
                throw new InputException("hard_to and easy_from must be 0 <= hard_to < easy_from <= 1, but are "
                        + hardTo + " and " + easyFrom);
            }
        }

        int pool(float rate) {
            return rate >= easyFrom ? 0 : rate <= hardTo ? 2 : 1;
        }
    }

    /**
     * An order over a data set.
     *
     * @param tasks the source
     * @param size how many of its tasks there are, the first ones; not endless
     * @param seed the run's seed
     */
    public PassRateOrder(TaskSource tasks, long size, Shares shares, long seed) {
        if (size < 1 || size > MOST) {
            throw new InputException("pass rates are kept for each task of a data set of 1 to " + MOST
                    + " tasks, but there are " + (size == Long.MAX_VALUE ? "endlessly many" : Long.toString(size))
                    + "; use a curriculum, or the plain order");
        }
        this.tasks = tasks;
        this.shares = shares;
        this.seed = CounterRandom.key(seed, "pass-rate");
        this.rates = new float[(int) size];
        Arrays.fill(rates, Float.NaN);
        for (int i = 0; i < rates.length; i++) {
            indices.put(tasks.task(i).id(), i);
        }
        fillPools();
    }

    @Override
    public Task task(long position) {
        long key = CounterRandom.key(seed, position);
        double[] weights = {shares.easy, 1 - shares.easy - shares.hard, shares.hard};
        double total = 0;
        int chosen = 0;
        for (int i = 0; i < weights.length; i++) {
            if (pools.get(i).length == 0) {
                weights[i] = 0;
            } else if (total == 0) {
                chosen = i; // where no pool that is there has a share
            }
            total += weights[i];
        }
        double left = CounterRandom.uniform(key, 0) * total;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                chosen = i;
                if (left < weights[i]) {
                    break;
                }
                left -= weights[i];
            }
        }
        int[] pool = pools.get(chosen);
        return tasks.task(pool[CounterRandom.below(key, 1, pool.length)]);
    }

    @Override
    public void learn(List<Group> groups, Metrics metrics) {
        for (Group group : groups) {
            Integer index = indices.get(group.prompt().taskId());
            if (index != null) {
                rates[index] = (float) passRate(group);
            }
        }
        fillPools();
        metrics.mean(MetricNames.TASKS_EASY, pools.get(0).length).mean(MetricNames.TASKS_HARD, pools.get(2).length);
    }

    /** Share of a group's completions that are correct. */
    static double passRate(Group group) {
        return (double) group.scores().stream().filter(Score::correct).count()
                / group.scores().size();
    }

    private void fillPools() {
        int[] counts = new int[3];
        for (float rate : rates) {
            counts[shares.pool(rate)]++;
        }
        pools.clear();
        for (int count : counts) {
            pools.add(new int[count]);
        }
        Arrays.fill(counts, 0);
        for (int i = 0; i < rates.length; i++) {
            int pool = shares.pool(rates[i]);
            pools.get(pool)[counts[pool]++] = i;
        }
    }

    @Override
    public List<Memory> memories() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "pass-rates";
    }

    @Override
    public void save(Path directory) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * rates.length);
        bytes.asFloatBuffer().put(rates);
        Files.write(directory.resolve(FILE), bytes.array());
    }

    @Override
    public void load(Path directory) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(FILE));
        if (bytes.length != 4 * rates.length) {
            throw new InputException("the file " + directory.resolve(FILE) + " does not hold the pass rates of "
                    + rates.length + " tasks; was the data set changed?");
        }
        ByteBuffer.wrap(bytes).asFloatBuffer().get(rates);
        fillPools();
    }
}
