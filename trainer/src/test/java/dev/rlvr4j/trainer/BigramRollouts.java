package dev.rlvr4j.trainer;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.rollout.Rollouts;
import dev.rlvr4j.rollout.SampleRequest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Samples from the tables of {@link BigramPolicy}; token 0 ends a completion, the text is the other ids. */
final class BigramRollouts implements Rollouts {
    private final Map<AdapterVersion, BigramTable> versions = new HashMap<>();
    private BigramTable newest;

    final List<SampleRequest> requests = new ArrayList<>();
    final List<AdapterVersion> publications = new ArrayList<>();
    /** Whether publications are accepted but not followed: the fault that trainers fear most. */
    boolean stuck;

    BigramRollouts(BigramTable base) {
        newest = base;
        versions.put(base.version(), base);
    }

    @Override
    public synchronized Future<List<List<Completion>>> sample(List<SampleRequest> all) {
        requests.addAll(all);
        List<List<Completion>> result = new ArrayList<>();
        for (SampleRequest request : all) {
            BigramTable table =
                    request.version() == null ? newest : Objects.requireNonNull(versions.get(request.version()));
            result.add(IntStream.range(0, request.completions())
                    .mapToObj(i -> complete(request, table, CounterRandom.key(request.seed(), i)))
                    .toList());
        }
        return Future.succeededFuture(result);
    }

    private static Completion complete(SampleRequest request, BigramTable table, long key) {
        List<Integer> tokens = new ArrayList<>();
        List<Double> logProbs = new ArrayList<>();
        int[] prompt = request.prompt().tokens();
        int previous = prompt[prompt.length - 1];
        FinishReason reason = FinishReason.LENGTH;
        while (reason == FinishReason.LENGTH && tokens.size() < request.params().maxTokens()) {
            double[] lp = BigramTable.logProbs(
                    table.logits(),
                    table.vocabulary(),
                    previous,
                    request.params().temperature());
            double left = CounterRandom.uniform(key, tokens.size());
            int token = 0;
            while (token < lp.length - 1 && left >= Math.exp(lp[token])) {
                left -= Math.exp(lp[token++]);
            }
            tokens.add(token);
            logProbs.add(lp[token]);
            previous = token;
            reason = token == 0 ? FinishReason.STOP : FinishReason.LENGTH;
        }
        float[] floats = new float[tokens.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (double) logProbs.get(i);
        }
        return new Completion(
                tokens.stream().mapToInt(t -> t).toArray(),
                floats,
                reason,
                List.of(new VersionSpan(0, floats.length, table.version())),
                tokens.stream().filter(t -> t != 0).map(String::valueOf).collect(Collectors.joining(" ")));
    }

    @Override
    public synchronized Future<Void> publish(CompiledAdapter adapter) {
        BigramTable table = (BigramTable) adapter;
        publications.add(table.version());
        versions.put(table.version(), table);
        if (!stuck) {
            newest = table;
        }
        return Future.succeededFuture();
    }

    @Override
    public void close() {}
}
