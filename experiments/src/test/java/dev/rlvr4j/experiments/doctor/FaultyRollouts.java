package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.rollout.Rollouts;
import dev.rlvr4j.rollout.SampleRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rollouts that lie about the adapter: every token is stamped with the version that was published last, whatever sampled it. What
 * becomes of a published adapter is up to the fault.
 */
abstract class FaultyRollouts implements Rollouts {
    final Rollouts real;
    private volatile AdapterVersion claimed = AdapterVersion.BASE;

    FaultyRollouts(Rollouts real) {
        this.real = real;
    }

    /** Publishes an adapter, or does not. */
    abstract Future<Void> deliver(CompiledAdapter adapter);

    @Override
    public Future<Void> publish(CompiledAdapter adapter) {
        claimed = adapter.version();
        return deliver(adapter);
    }

    @Override
    public Future<List<List<Completion>>> sample(List<SampleRequest> requests) {
        List<SampleRequest> unpinned = requests.stream()
                .map(r -> new SampleRequest(r.prompt(), r.completions(), r.params(), r.seed(), null))
                .toList();
        return real.sample(unpinned)
                .map(all -> all.stream()
                        .map(list -> list.stream().map(this::stamped).toList())
                        .toList());
    }

    private Completion stamped(Completion c) {
        return new Completion(
                c.tokens(),
                c.logProbs(),
                c.finishReason(),
                List.of(new VersionSpan(0, c.tokens().length, claimed)),
                c.text());
    }

    @Override
    public void close() {}

    /** The adapter never reaches the sampler. */
    static final class NotApplied extends FaultyRollouts {
        NotApplied(Rollouts real) {
            super(real);
        }

        @Override
        Future<Void> deliver(CompiledAdapter adapter) {
            adapter.close();
            return Future.succeededFuture();
        }
    }

    /** From the second version of an adapter on, the sampler gets the one before. */
    static final class OneBehind extends FaultyRollouts {
        private final Map<String, CompiledAdapter> held = new TreeMap<>();

        OneBehind(Rollouts real) {
            super(real);
        }

        @Override
        synchronized Future<Void> deliver(CompiledAdapter adapter) {
            String name = adapter.version().adapter();
            if (adapter.version().number() == 0) {
                return real.publish(adapter);
            }
            CompiledAdapter before = held.put(name, adapter);
            return before == null ? Future.succeededFuture() : real.publish(before);
        }

        @Override
        public synchronized void close() {
            held.values().forEach(CompiledAdapter::close);
        }
    }
}
