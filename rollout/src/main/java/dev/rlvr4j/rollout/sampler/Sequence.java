package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.DivergedException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One completion while it is being sampled. */
final class Sequence {
    private static final float TWO_POW_MINUS_24 = 0x1.0p-24f;

    private final long id;
    private final int index;
    private final SampleRequest request;
    private final Lane lane;
    private final int virtualTokens;
    private final Set<Integer> eosTokens;
    private final @Nullable Tokenizer tokenizer;
    private final long noiseKey;
    private final int[] tokens;
    private final float[] logProbs;
    /** How many of the last tokens may hold a stop string that the newest one completes; 0 without stop strings. */
    private final int tailTokens;

    private final List<VersionSpan> spans = new ArrayList<>();
    private int count;
    private @Nullable FinishReason finishReason;
    private @Nullable String stoppedText;
    private boolean endsWithStopToken;

    /** The next completion of a request, which samples from its lane and stands behind the virtual tokens it has there now. */
    Sequence(Waiting waiting, Set<Integer> eosTokens, @Nullable Tokenizer tokenizer) {
        this.id = waiting.id();
        this.index = waiting.admit();
        this.request = waiting.request();
        this.lane = waiting.lane();
        this.virtualTokens = waiting.virtualTokens();
        this.eosTokens = eosTokens;
        this.tokenizer = tokenizer;
        this.noiseKey = CounterRandom.key(request.seed(), index);
        this.tokens = new int[params().maxTokens()];
        this.logProbs = new float[tokens.length];
        int longest = params().stopStrings().stream()
                .mapToInt(stop -> stop.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        // A token is at least one byte of text, but for a few special ones.
        this.tailTokens = longest == 0 ? 0 : longest + 8;
    }

    long id() {
        return id;
    }

    int index() {
        return index;
    }

    Lane lane() {
        return lane;
    }

    SamplingParams params() {
        return request.params();
    }

    /** The token the next decode call starts from. */
    int lastToken() {
        int[] prompt = request.prompt().tokens();
        return count == 0 ? prompt[prompt.length - 1] : tokens[count - 1];
    }

    /** Its position. */
    int position() {
        return virtualTokens + request.prompt().tokens().length - 1 + count;
    }

    int remaining() {
        return tokens.length - count;
    }

    /** The uniform number that draws the token {@code ahead} tokens from now: a function of seed, index and position only. */
    float noise(int ahead) {
        return (CounterRandom.bits(noiseKey, count + ahead) >>> 40) * TWO_POW_MINUS_24;
    }

    /** Takes the next token; the rest of a decode call's tokens is dropped once {@link #finished()}. */
    void append(int token, float logProb) {
        AdapterVersion version = lane.version();
        if (!Float.isFinite(logProb)) {
            throw new DivergedException("the model gives token " + token + " of task '"
                    + request.prompt().taskId() + "' the log-prob " + logProb + " (adapter " + version
                    + "): its weights or activations are not finite; check the checkpoint, or use float32 or bfloat16");
        }
        tokens[count] = token;
        logProbs[count] = logProb;
        VersionSpan last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
        if (last != null && last.version().equals(version)) {
            spans.set(spans.size() - 1, new VersionSpan(last.start(), count + 1, version));
        } else {
            spans.add(new VersionSpan(count, count + 1, version));
        }
        count++;
        boolean eos = !params().ignoreEos() && eosTokens.contains(token);
        if (eos || params().stopTokens().contains(token)) {
            endsWithStopToken = true;
            finishReason = FinishReason.STOP;
        } else if (reachedStopString()) {
            finishReason = FinishReason.STOP;
        } else if (count == tokens.length) {
            finishReason = FinishReason.LENGTH;
        }
    }

    private boolean reachedStopString() {
        if (tailTokens == 0 || tokenizer == null || firstStop(decode(Math.max(0, count - tailTokens), count)) < 0) {
            return false;
        }
        String text = decode(0, count);
        int first = firstStop(text);
        if (first >= 0) {
            stoppedText = text.substring(0, first);
        }
        return first >= 0;
    }

    private int firstStop(String text) {
        int first = -1;
        for (String stop : params().stopStrings()) {
            int at = text.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        return first;
    }

    private String decode(int from, int to) {
        return tokenizer == null ? "" : tokenizer.decode(Arrays.copyOfRange(tokens, from, to));
    }

    boolean finished() {
        return finishReason != null;
    }

    Completion completion() {
        FinishReason reason = java.util.Objects.requireNonNull(finishReason, "the sequence has not finished");
        int[] all = Arrays.copyOf(tokens, count);
        String text = stoppedText;
        if (text == null) {
            int shown = endsWithStopToken ? count - 1 : count;
            text = decode(0, shown);
        }
        return new Completion(all, Arrays.copyOf(logProbs, count), reason, spans, text);
    }
}
