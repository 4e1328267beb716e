package dev.rlvr4j.rollout;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.VersionSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sampler without a model: a token is a hash of (seed, index, position, version). Strict: another thread, an unknown id,
 * an id twice or a closed adapter is an error.
 */
final class FakeSampler implements Sampler {
    static final int ROWS = 5;
    static final int STEPS = 4;
    static final int CONTEXT = 1000;

    private final FakeSamplers lab;
    private final int worker;
    private final Thread owner = Thread.currentThread();
    private final Deque<Sequence> queued = new ArrayDeque<>();
    private final List<Sequence> running = new ArrayList<>();
    private final Map<AdapterVersion, AdapterRegistry.Lease> leases = new ConcurrentHashMap<>();
    private final Set<Long> ids = new HashSet<>();
    private volatile boolean closed;

    FakeSampler(FakeSamplers lab, int worker) {
        this.lab = lab;
        this.worker = worker;
    }

    @Override
    public void submit(long id, SampleRequest request) {
        checkThread();
        if (request.prompt().tokens().length + request.params().maxTokens() > CONTEXT) {
            throw new InputException("prompt of " + request.prompt().tokens().length + " tokens does not fit");
        }
        check(ids.add(id), "id twice: " + id);
        for (int index = 0; index < request.completions(); index++) {
            queued.add(new Sequence(id, index, request));
        }
    }

    @Override
    public boolean busy() {
        checkThread();
        return !queued.isEmpty() || !running.isEmpty();
    }

    @Override
    public List<Finished> advance(Versions adapters) {
        checkThread();
        lab.beforeAdvance(
                worker,
                Stream.concat(running.stream(), queued.stream())
                        .map(sequence -> sequence.request)
                        .toList());
        while (running.size() < ROWS && !queued.isEmpty()) {
            running.add(queued.remove());
        }
        AdapterRegistry.Lease newest = adapters.newest();
        for (Sequence sequence : running) {
            sequence.version = version(sequence, newest, adapters);
        }
        if (newest != null && leases.get(newest.adapter().version()) != newest) {
            newest.close();
        }
        List<Finished> finished = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            for (Sequence sequence : running) {
                if (!sequence.ended()) {
                    use(sequence.version);
                    sequence.step();
                }
            }
        }
        for (Sequence sequence : running) {
            if (sequence.ended()) {
                finished.add(new Finished(sequence.id, sequence.index, sequence.completion()));
            }
        }
        running.removeIf(Sequence::ended);
        endLeases();
        ids.removeIf(id -> Stream.concat(running.stream(), queued.stream()).noneMatch(sequence -> sequence.id == id));
        return finished;
    }

    private AdapterVersion version(Sequence sequence, AdapterRegistry.@Nullable Lease newest, Versions adapters) {
        AdapterVersion pinned = sequence.request.version();
        if (pinned != null) {
            if (!pinned.equals(AdapterVersion.BASE)) {
                leases.computeIfAbsent(pinned, adapters::lease);
            }
            return pinned;
        }
        if (sequence.request.adapter() != null) {
            AdapterRegistry.Lease own = adapters.newest(sequence.request.adapter());
            AdapterVersion version = own.adapter().version();
            if (leases.putIfAbsent(version, own) != null) {
                own.close();
            }
            return version;
        }
        if (newest == null) {
            return AdapterVersion.BASE;
        }
        leases.putIfAbsent(newest.adapter().version(), newest);
        return newest.adapter().version();
    }

    private void use(AdapterVersion version) {
        AdapterRegistry.Lease lease = leases.get(version);
        if (lease != null) {
            ((FakeAdapter) lease.adapter()).use();
        }
    }

    @Override
    public void cancel(long id) {
        checkThread();
        check(ids.remove(id), "cancel of an id that is not here: " + id);
        queued.removeIf(sequence -> sequence.id == id);
        running.removeIf(sequence -> sequence.id == id);
        endLeases();
    }

    @Override
    public void close() {
        checkThread();
        check(!closed, "closed twice");
        running.clear();
        queued.clear();
        endLeases();
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    int leases() {
        return leases.size();
    }

    private void endLeases() {
        leases.forEach((version, lease) -> {
            if (running.stream().noneMatch(sequence -> version.equals(sequence.version))) {
                lease.close();
                leases.remove(version);
            }
        });
    }

    private void checkThread() {
        check(Thread.currentThread() == owner, "called on another thread than it was made on");
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }

    private static final class Sequence {
        final long id;
        final int index;
        final SampleRequest request;
        AdapterVersion version = AdapterVersion.BASE;
        private final long key;
        private final int length;
        private final List<Integer> tokens = new ArrayList<>();
        private final List<AdapterVersion> versions = new ArrayList<>();

        Sequence(long id, int index, SampleRequest request) {
            this.id = id;
            this.index = index;
            this.request = request;
            this.key = CounterRandom.key(request.seed(), index);
            this.length = request.params().ignoreEos()
                    ? request.params().maxTokens()
                    : 1 + CounterRandom.below(key, -1, request.params().maxTokens());
        }

        boolean ended() {
            return tokens.size() == length;
        }

        void step() {
            long noise = CounterRandom.key(key, version.toString());
            tokens.add(CounterRandom.below(noise, tokens.size(), 50_000));
            versions.add(version);
        }

        Completion completion() {
            List<VersionSpan> spans = new ArrayList<>();
            for (int start = 0, end; start < length; start = end) {
                end = start;
                while (end < length && versions.get(end).equals(versions.get(start))) {
                    end++;
                }
                spans.add(new VersionSpan(start, end, versions.get(start)));
            }
            return new Completion(
                    tokens.stream().mapToInt(Integer::intValue).toArray(),
                    new float[length],
                    FinishReason.STOP,
                    spans,
                    tokens.toString());
        }
    }
}
