package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.KvCache;
import dev.rlvr4j.core.model.ModelTensors;
import dev.rlvr4j.core.model.Prefill;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.Sampler;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.Versions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Samples from a transformer with a KV cache. Each prompt is prefilled once for its G completions; the batch decodes several
 * tokens per native call; rows that end are filled by waiting sequences, in order of arrival. Rows of one batch may sample
 * from different adapters and from the base.
 *
 * <p>Sequences that follow the newest version switch between two calls: what they have in the KV cache stays, computed by the
 * versions that sampled it, virtual tokens included. Prompts that wait are prefilled anew.
 */
public final class TransformerSampler implements Sampler {
    /** Most prompt tokens prefilled in one call. */
    private static final int PREFILL_TOKENS = 16384;

    private static final int LENGTH_STEP = 32;

    private final BaseModel base;
    private final @Nullable Tokenizer tokenizer;
    private final Set<Integer> eosTokens;
    private final SamplerSettings settings;
    private final Lanes lanes;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<Sequence> running = new ArrayList<>();
    private @Nullable KvCache cache;

    /**
     * A sampler over a base model that it shares with others.
     *
     * @param tokenizer decodes completions; null where there are only token ids, then texts are empty
     */
    public TransformerSampler(BaseModel base, @Nullable Tokenizer tokenizer, SamplerSettings settings) {
        this.base = base;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.eosTokens = tokenizer != null
                ? tokenizer.eosTokens()
                : Set.copyOf(base.config().eosTokens());
        this.lanes = new Lanes(base);
    }

    @Override
    public void submit(long id, SampleRequest request) {
        int[] prompt = request.prompt().tokens();
        int context = base.config().contextLength();
        int most = request.params().maxTokens();
        if ((long) prompt.length + most > context) {
            throw new InputException("the prompt of task '" + request.prompt().taskId() + "' has " + prompt.length
                    + " tokens; with max_tokens " + most + " it does not fit the model's context of " + context
                    + " tokens: shorten the prompt or lower max_tokens");
        }
        for (int token : prompt) {
            if (token < 0 || token >= base.config().vocabularySize()) {
                throw new InputException("token id " + token + " of task '"
                        + request.prompt().taskId() + "' is not in the model's vocabulary of "
                        + base.config().vocabularySize() + " tokens; is this the model's tokenizer?");
            }
        }
        if (!request.params().stopStrings().isEmpty() && tokenizer == null) {
            throw new InputException("stop strings need a tokenizer, and this model has none; use stop tokens");
        }
        waiting.add(new Waiting(id, request, lanes.of(request)));
    }

    @Override
    public boolean busy() {
        return !waiting.isEmpty() || !running.isEmpty();
    }

    @Override
    public void cancel(long id) {
        for (Iterator<Waiting> it = waiting.iterator(); it.hasNext(); ) {
            Waiting request = it.next();
            if (request.id() == id) {
                request.releasePrefill();
                it.remove();
            }
        }
        removeWhere(running.stream().map(sequence -> sequence.id() == id).toList());
        retainLanes();
    }

    private void retainLanes() {
        List<Lane> used = new ArrayList<>();
        waiting.forEach(request -> used.add(request.lane()));
        running.forEach(sequence -> used.add(sequence.lane()));
        lanes.retain(used);
    }

    @Override
    public List<Finished> advance(Versions adapters) {
        Set<Lane> changed = lanes.refresh(adapters);
        waiting.stream().filter(request -> changed.contains(request.lane())).forEach(Waiting::releasePrefill);
        waiting.forEach(this::requireContext);
        admit();
        if (running.isEmpty()) {
            return List.of();
        }
        decode();
        List<Finished> finished = collect();
        retainLanes();
        return finished;
    }

    /** Whether a request fits is known for good only when its model is: that may have virtual tokens. */
    private void requireContext(Waiting request) {
        int context = base.config().contextLength();
        if (request.length() > context) {
            throw new InputException("the prompt of task '"
                    + request.request().prompt().taskId() + "' has "
                    + request.request().prompt().tokens().length + " tokens; with max_tokens "
                    + request.request().params().maxTokens() + " and the " + request.virtualTokens()
                    + " virtual tokens of adapter " + request.lane().version()
                    + " it does not fit the model's context of " + context
                    + " tokens: shorten the prompt, lower max_tokens or take fewer virtual tokens");
        }
    }

    // ---------------------------------------------------------------- admission

    private void admit() {
        if (running.isEmpty() && !waiting.isEmpty()) {
            fitCache();
        }
        KvCache room = cache;
        if (room == null) {
            return;
        }
        int free = room.rows() - running.size();
        List<Waiting> next = new ArrayList<>();
        int unknown = 0;
        for (Waiting request : waiting) {
            if (free <= 0 || unknown >= PREFILL_TOKENS || request.length() > room.length()) {
                break; // in order of arrival: nobody overtakes
            }
            next.add(request);
            free -= request.left();
            unknown += request.needsPrefill() ? request.known() + 1 : 0;
        }
        prefill(next);
        next.forEach(request -> place(request, room));
    }

    /** While nothing runs: a cache for the longest waiting sequence, with as many rows as the budget allows. */
    private void fitCache() {
        int longest = 0;
        long sequences = 0;
        for (Waiting request : waiting) {
            longest = Math.max(longest, request.length());
            sequences += request.left();
        }
        int length = Math.min(
                (longest + LENGTH_STEP - 1) / LENGTH_STEP * LENGTH_STEP,
                base.config().contextLength());
        long bytesPerRow = KvCache.bytesPerToken(base) * length;
        long affordable = Math.max(1, settings.kvCacheBytes() / bytesPerRow);
        int rows = (int) Math.min(Math.min(settings.maxRows(), affordable), sequences);
        if (cache != null && cache.rows() >= rows && cache.length() >= length) {
            // A much longer cache than needed costs nothing but its memory, which is within the budget already.
            return;
        }
        if (cache != null) {
            cache.close();
            cache = null;
        }
        cache = new KvCache(base, rows, length);
    }

    private void prefill(List<Waiting> next) {
        Map<ModelTensors, List<Waiting>> byModel = new IdentityHashMap<>();
        List<List<Waiting>> batches = new ArrayList<>(); // in order of arrival
        next.stream()
                .filter(Waiting::needsPrefill)
                .forEach(request -> byModel.computeIfAbsent(request.lane().model(), model -> {
                            List<Waiting> batch = new ArrayList<>();
                            batches.add(batch);
                            return batch;
                        })
                        .add(request));
        batches.forEach(this::prefillTogether);
    }

    /** Prefills prompts of one model. */
    private void prefillTogether(List<Waiting> fresh) {
        List<int[]> prompts = fresh.stream()
                .map(request -> request.request().prompt().tokens())
                .toList();
        Prefill prefill = new Prefill(base, fresh.get(0).lane().model(), prompts);
        SharedPrefill shared = new SharedPrefill(prefill);
        for (int i = 0; i < fresh.size(); i++) {
            fresh.get(i).prefilled(shared, prefill.start(i));
        }
    }

    /** Starts as many completions of a request as there are free rows, each from a copy of the prompt's keys and values. */
    private void place(Waiting request, KvCache room) {
        int count = Math.min(request.left(), room.rows() - running.size());
        int known = request.known();
        long[] sources = new long[count * known];
        long[] places = new long[count * known];
        for (int i = 0; i < count; i++) {
            int row = running.size();
            for (int t = 0; t < known; t++) {
                sources[i * known + t] = (long) request.promptStart() + t;
                places[i * known + t] = (long) row * room.length() + t;
            }
            running.add(new Sequence(request, eosTokens, tokenizer));
        }
        SharedPrefill prefill = request.prefill();
        if (prefill != null && count > 0) {
            room.place(prefill.prefill(), sources, places);
        }
        if (request.left() == 0) {
            request.releasePrefill();
            waiting.remove(request);
        }
    }

    // ---------------------------------------------------------------- decoding

    private void decode() {
        KvCache room = java.util.Objects.requireNonNull(cache);
        int rows = running.size();
        int steps = Math.min(
                settings.stepsPerCall(),
                running.stream().mapToInt(Sequence::remaining).max().orElse(1));
        long[] lastTokens = new long[rows];
        long[] positions = new long[rows];
        float[] noise = new float[steps * rows];
        float[] temperatures = new float[rows];
        float[] cuts = new float[3 * rows];
        boolean cut = false;
        for (int row = 0; row < rows; row++) {
            Sequence sequence = running.get(row);
            SamplingParams params = sequence.params();
            lastTokens[row] = sequence.lastToken();
            positions[row] = sequence.position();
            temperatures[row] = (float) params.temperature();
            cuts[row] = params.topK();
            cuts[rows + row] = params.topP() < 1 ? (float) params.topP() : 2; // 2: no rank is ever cut
            cuts[2 * rows + row] = (float) params.minP();
            cut |= params.topK() > 0 || params.topP() < 1 || params.minP() > 0;
            for (int step = 0; step < steps; step++) {
                noise[step * rows + row] = sequence.noise(step);
            }
        }
        KvCache.Sampled sampled = room.decode(
                running.stream().map(sequence -> sequence.lane().model()).toList(),
                new KvCache.Step(lastTokens, positions, noise, temperatures, cut ? cuts : new float[0], steps));
        for (int row = 0; row < rows; row++) {
            Sequence sequence = running.get(row);
            for (int step = 0; step < steps && !sequence.finished(); step++) {
                int at = step * rows + row;
                sequence.append((int) sampled.tokens()[at], sampled.logProbs()[at]);
            }
        }
    }

    private List<Finished> collect() {
        List<Finished> finished = new ArrayList<>();
        List<Boolean> ended = new ArrayList<>();
        for (Sequence sequence : running) {
            ended.add(sequence.finished());
            if (sequence.finished()) {
                finished.add(new Finished(sequence.id(), sequence.index(), sequence.completion()));
            }
        }
        removeWhere(ended);
        return finished;
    }

    /** Removes rows and closes the gaps with the last ones. */
    private void removeWhere(List<Boolean> gone) {
        int last = running.size() - 1;
        List<Long> sources = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        for (int row = 0; row <= last; row++) {
            if (!gone.get(row)) {
                continue;
            }
            while (last > row && gone.get(last)) {
                running.remove(last--);
            }
            Sequence moved = running.remove(last);
            if (last > row) {
                running.set(row, moved);
                sources.add((long) last);
                targets.add((long) row);
            }
            last--;
        }
        if (!sources.isEmpty() && cache != null) {
            cache.move(
                    sources.stream().mapToLong(Long::longValue).toArray(),
                    targets.stream().mapToLong(Long::longValue).toArray());
        }
    }

    @Override
    public void close() {
        waiting.forEach(Waiting::releasePrefill);
        waiting.clear();
        running.clear();
        lanes.close();
        if (cache != null) {
            cache.close();
            cache = null;
        }
    }
}
