package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import dev.rlvr4j.trainer.supply.SpreadSettings.TooFew;
import dev.rlvr4j.trainer.supply.SpreadSettings.Without;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Groups that are sampled for the run, ahead of their step or in it. */
public final class SampledSupply implements Supply {
    /** Prompts checked before a run begins; later ones are checked when their turn comes. */
    private static final long CHECKED_AHEAD = 10_000;

    private final TaskOrder order;
    private final GroupSampler sampler;
    private final SupplySettings settings;
    private final BatchQueue queue;
    private final Publications publications = new Publications();
    private final ReplayBuffer replay;

    private long position;

    /**
     * A supply.
     *
     * @param settle brings the rollout workers to rest at a checkpoint of an asynchronous run, e.g. {@code pool::settle}
     */
    public SampledSupply(
            TaskOrder order, GroupSampler sampler, SupplySettings settings, LongFunction<Future<Void>> settle) {
        this.order = order;
        this.sampler = sampler;
        this.settings = settings;
        this.queue = new BatchQueue(settle);
        this.replay =
                new ReplayBuffer(settings.spread().replay(), settings.spread().replayMaxAge(), settings.seed());
    }

    @Override
    public void check() {
        long needed = (long) settings.steps() * settings.promptsPerStep();
        for (long i = 0; i < Math.min(CHECKED_AHEAD, needed); i++) {
            sampler.prompt(order.task(i));
        }
    }

    @Override
    public int maxStaleness() {
        return settings.async().maxStaleness();
    }

    @Override
    public List<Memory> memories() {
        List<Memory> memories = new ArrayList<>(order.memories());
        boolean ahead = settings.async().ahead() > 0;
        boolean replays = settings.spread().replay() > 0;
        if (ahead) {
            memories.add(queue);
        }
        if (replays) {
            memories.add(replay);
        }
        if (ahead || replays) {
            memories.add(publications);
        }
        return memories;
    }

    @Override
    public Supplied take(int step, long from, AdapterVersion trained) {
        long start = System.nanoTime();
        position = from;
        publications.begin(step, trained);
        int last = Math.min(settings.steps(), step + settings.async().ahead());
        for (int next = queue.next(step); next <= last; next++) {
            List<Task> tasks = draw(settings.promptsPerStep());
            queue.add(next, tasks, ask(tasks, key(next)));
        }
        Metrics metrics = new Metrics();
        List<Group> sampled = new ArrayList<>(withoutStale(queue.take(step), metrics));
        List<Group> groups = withSpread(step, sampled, metrics);
        sampled.forEach(group -> publications.addFigures(group, metrics));
        order.learn(sampled, metrics);
        metrics.sum(MetricNames.TIME_WAIT, (System.nanoTime() - start) / 1e9);
        return new Supplied(groups, sampled, position, metrics);
    }

    /** The groups of a batch, less those that are too old, or with those done again. */
    private List<Group> withoutStale(Batch batch, Metrics metrics) {
        addFigures(batch.scored(), metrics);
        List<Group> groups = new ArrayList<>(batch.scored().groups());
        if (settings.async().ahead() == 0) {
            return groups;
        }
        List<Integer> stale = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            if (publications.age(groups.get(i)) > settings.async().maxStaleness()) {
                stale.add(i);
            }
        }
        metrics.sum(MetricNames.GROUPS_STALE, stale.size());
        if (stale.isEmpty()) {
            return groups;
        }
        if (settings.async().stale() == AsyncSettings.Stale.DROP && stale.size() < groups.size()) {
            List<Group> fresh = new ArrayList<>();
            for (int i = 0; i < groups.size(); i++) {
                if (!stale.contains(i)) {
                    fresh.add(groups.get(i));
                }
            }
            return fresh;
        }
        List<Task> again = stale.stream().map(batch.tasks()::get).toList();
        ScoredGroups redone =
                ask(again, CounterRandom.key(key(batch.step()), "redo")).await();
        addFigures(redone, metrics);
        for (int i = 0; i < stale.size(); i++) {
            groups.set(stale.get(i), redone.groups().get(i));
        }
        return groups;
    }

    /** The groups to be trained on; those that are sampled for it are added to the sampled ones. */
    private List<Group> withSpread(int step, List<Group> sampled, Metrics metrics) {
        SpreadSettings spread = settings.spread();
        if (spread.without() == Without.KEEP) {
            return sampled;
        }
        int wanted = settings.promptsPerStep();
        List<Group> groups = new ArrayList<>(spreading(sampled));
        int refilled = 0;
        int rounds = spread.without() == Without.REFILL ? spread.maxRounds() : 0;
        for (int round = 1; round <= rounds && groups.size() < wanted; round++) {
            List<Task> tasks = draw(wanted - groups.size());
            ScoredGroups more = ask(tasks, CounterRandom.key(CounterRandom.key(key(step), "refill"), round))
                    .await();
            addFigures(more, metrics);
            refilled += tasks.size();
            sampled.addAll(more.groups());
            groups.addAll(spreading(more.groups()));
        }
        List<Group> fresh = List.copyOf(groups);
        List<Group> replayed = replay.draw(step, wanted - groups.size());
        replay.add(step, fresh);
        groups.addAll(replayed);
        metrics.sum(MetricNames.GROUPS_REFILLED, refilled)
                .sum(MetricNames.GROUPS_REPLAYED, replayed.size())
                .sum(MetricNames.GROUPS_TRAINED, groups.size());
        if (groups.size() < wanted && spread.tooFew() == TooFew.STOP) {
            throw new InputException("step " + step + " has only " + groups.size() + " of " + wanted
                    + " groups whose rewards are not all equal, after sampling " + sampled.size()
                    + "; choose tasks nearer to what the model can do, raise group_size or groups.max_rounds,"
                    + " or go on with what there is: groups.too_few: train");
        }
        return groups.isEmpty() ? sampled : groups;
    }

    private static List<Group> spreading(List<Group> groups) {
        return groups.stream()
                .filter(group -> !Advantage.withoutSpread(group.rewards()))
                .toList();
    }

    private List<Task> draw(int count) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(order.task(position++));
        }
        return tasks;
    }

    private Future<ScoredGroups> ask(List<Task> tasks, long key) {
        return sampler.groups(tasks, settings.groupSize(), settings.sampling(), key, null);
    }

    private long key(int step) {
        return CounterRandom.key(CounterRandom.key(settings.seed(), "rollout"), step);
    }

    private static void addFigures(ScoredGroups scored, Metrics metrics) {
        int groups = scored.groups().size();
        scored.figures().forEach((name, value) -> metrics.meanOf(MetricNames.EPISODES + name, value * groups, groups));
        metrics.sum(MetricNames.TIME_ROLLOUT, scored.rolloutSeconds())
                .sum(MetricNames.TIME_REWARD, scored.rewardSeconds());
    }
}
