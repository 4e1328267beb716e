package dev.rlvr4j.rollout.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SamplingParams;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How sequences end: stop conditions, limits, cancelling, failures. */
class TransformerSamplerEndsTest extends SamplerFixture {
    @Test
    void stopTokensEndACompletionAndTheEosTokenDoesUnlessIgnored() {
        BaseModel base = model("llama");
        TransformerSampler sampler = sampler(base, ROOMY);
        int[] prompt = randomPrompt(1, 4);
        sampler.submit(0, request(prompt, 64, plain(40), 3, null));
        List<Completion> free = drain(sampler, registry()).get(0L);
        Set<Integer> stops = Set.of(10, 20, 30, 40, 50);
        SamplingParams stopping = new SamplingParams(1, 0, 1, 0, 40, stops, List.of(), false);
        sampler.submit(1, request(prompt, 64, stopping, 3, null));
        List<Completion> stopped = drain(sampler, registry()).get(1L);
        for (int i = 0; i < 64; i++) {
            int[] tokens = free.get(i).tokens();
            int end = 0;
            while (end < tokens.length && !stops.contains(tokens[end]) && tokens[end] != 2) {
                end++;
            }
            boolean cut = end < tokens.length;
            assertThat(stopped.get(i).tokens()).isEqualTo(java.util.Arrays.copyOf(tokens, cut ? end + 1 : end));
            assertThat(stopped.get(i).finishReason()).isEqualTo(cut ? FinishReason.STOP : FinishReason.LENGTH);
        }
        assertThat(stopped).anyMatch(c -> !c.truncated());
    }

    @Test
    void stopStringsEndACompletionWhereTheyFirstAppearAndAreCutFromTheText() {
        BaseModel base = model("qwen3");
        Tokenizer tokenizer = Tokenizers.ascii();
        TransformerSampler sampler = opened(new TransformerSampler(base, tokenizer, ROOMY));
        int[] prompt = randomPrompt(1, 4);
        sampler.submit(0, request(prompt, 64, plain(60), 3, null));
        List<Completion> free = drain(sampler, registry()).get(0L);
        // Two characters that stand next to each other in the middle of one completion, and one further character.
        String middle =
                tokenizer.decode(java.util.Arrays.copyOfRange(free.get(0).tokens(), 30, 60));
        List<String> stops = List.of(middle.substring(0, 2), "Z");
        sampler.submit(1, request(prompt, 64, new SamplingParams(1, 0, 1, 0, 60, Set.of(), stops, true), 3, null));
        List<Completion> stopped = drain(sampler, registry()).get(1L);
        int cut = 0;
        for (int i = 0; i < 64; i++) {
            String text = tokenizer.decode(free.get(i).tokens());
            int end = stops.stream()
                    .mapToInt(text::indexOf)
                    .filter(at -> at >= 0)
                    .min()
                    .orElse(-1);
            assertThat(stopped.get(i).text()).isEqualTo(end < 0 ? text : text.substring(0, end));
            assertThat(stopped.get(i).truncated()).isEqualTo(end < 0);
            cut += end < 0 ? 0 : 1;
        }
        assertThat(cut).isPositive();
    }

    @Test
    void aPromptThatDoesNotFitIsRefusedWithTheNumbers() {
        BaseModel base = model("llama");
        TransformerSampler sampler = sampler(base, ROOMY);
        assertThatThrownBy(() -> sampler.submit(0, request(randomPrompt(0, 250), 1, plain(7), 0, null)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("250")
                .hasMessageContaining("256")
                .hasMessageContaining("max_tokens 7");
        assertThatThrownBy(() -> sampler.submit(0, request(new int[] {128}, 1, plain(7), 0, null)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("128");
        assertThat(sampler.busy()).isFalse();
        sampler.submit(0, request(randomPrompt(0, 249), 1, plain(7), 0, null));
        assertThat(drain(sampler, registry()).get(0L)).hasSize(1);
    }

    @Test
    void aModelThatIsNotFiniteIsAnErrorAndNotAWrongAnswer() {
        BaseModel base = model("llama");
        TransformerPolicy policy = opened(new TransformerPolicy(base, Lora.allLinear(2, 4), "broken", 0, false));
        policy.parameters().values().forEach(array -> {
            float[] nan = new float[(int) array.size()];
            java.util.Arrays.fill(nan, Float.NaN);
            try (var values = dev.rlvr4j.core.torch.Tensors.floats(
                    array.getManager(), nan, array.getShape().getShape())) {
                dev.rlvr4j.core.torch.Tensors.on(base.device()).overwrite(array, values);
            }
        });
        AdapterRegistry adapters = registry();
        adapters.publish(policy.compile());
        TransformerSampler sampler = sampler(base, ROOMY);
        sampler.submit(0, request(randomPrompt(1, 4), 1, plain(5), 1, null));
        assertThatThrownBy(() -> sampler.advance(adapters))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("NaN")
                .hasMessageContaining("broken@0");
    }

    @Test
    void cancellingForgetsARequestAndLeavesTheOthers() {
        BaseModel base = model("llama");
        int[] prompt = randomPrompt(1, 4);
        TransformerSampler sampler = sampler(base, new SamplerSettings(3, 1L << 28, 2));
        sampler.submit(0, request(prompt, 2, plain(10), 1, null));
        sampler.submit(1, request(prompt, 3, plain(10), 2, null));
        sampler.advance(registry());
        sampler.cancel(0);
        Map<Long, List<Completion>> results = drain(sampler, registry());
        assertThat(results).containsOnlyKeys(1L);
        results.get(1L).forEach(c -> checkAgreement(base, base.tensors(), prompt, c));
    }
}
