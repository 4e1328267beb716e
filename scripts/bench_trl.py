"""The load of `./rlvr bench` (shape 3.3M) in TRL, to set both side by side on one machine.

Needs: pip install torch transformers peft datasets trl. Prints one JSON object. Run it when nothing else runs:
    python scripts/bench_trl.py && ./rlvr bench --shape 3.3M --json
"""

import json
import os
import sys
import tempfile
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
from datasets import Dataset
from peft import LoraConfig
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import GRPOConfig, GRPOTrainer

PROMPTS, GROUP, PROMPT_TOKENS, COMPLETION_TOKENS, VOCABULARY = 32, 8, 32, 64, 512
STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 3

words = {f"w{i}": i for i in range(VOCABULARY)}
plain = Tokenizer(models.WordLevel(words, unk_token="w3"))
plain.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=plain, bos_token="w1", eos_token="w2", pad_token="w0", unk_token="w3"
)

torch.manual_seed(0)
model = Qwen2ForCausalLM(
    Qwen2Config(
        vocab_size=VOCABULARY, hidden_size=256, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=768, max_position_embeddings=256, tie_word_embeddings=True,
        bos_token_id=1, eos_token_id=2, pad_token_id=0,
    )
)

generator = torch.Generator().manual_seed(1)
rows = torch.randint(4, VOCABULARY, (PROMPTS * (STEPS + 1), PROMPT_TOKENS), generator=generator).tolist()
data = Dataset.from_list([{"prompt": " ".join(f"w{i}" for i in row)} for row in rows])


def reward(completions, **kwargs):
    return [float(len(text) % 7) for text in completions]


class Timed(GRPOTrainer):
    generation, steps = [], []

    def _generate_and_score_completions(self, inputs):
        start = time.perf_counter()
        result = super()._generate_and_score_completions(inputs)
        self.generation.append(time.perf_counter() - start)
        assert result["completion_ids"].shape == (PROMPTS * GROUP, COMPLETION_TOKENS), result["completion_ids"].shape
        return result


def on_step(trainer):
    from transformers import TrainerCallback

    class Clock(TrainerCallback):
        def on_step_begin(self, *args, **kwargs):
            self.start = time.perf_counter()

        def on_step_end(self, *args, **kwargs):
            trainer.steps.append(time.perf_counter() - self.start)

    return Clock()


with tempfile.TemporaryDirectory() as out:
    trainer = Timed(
        model=model,
        reward_funcs=reward,
        train_dataset=data,
        processing_class=tokenizer,
        peft_config=LoraConfig(r=8, lora_alpha=32, target_modules="all-linear", lora_dropout=0.0, task_type="CAUSAL_LM"),
        args=GRPOConfig(
            output_dir=out, use_cpu=True, bf16=False, gradient_checkpointing=False, report_to=[], save_strategy="no",
            per_device_train_batch_size=64, gradient_accumulation_steps=4, num_generations=GROUP, max_steps=STEPS + 1,
            max_completion_length=COMPLETION_TOKENS, temperature=1.0, beta=0.0, learning_rate=1e-5,
            logging_strategy="no", disable_tqdm=True, generation_kwargs={"min_new_tokens": COMPLETION_TOKENS},
        ),
    )
    trainer.add_callback(on_step(trainer))
    trainer.train()

# The first step warms up. The clock of a step may start after its generation, so training is what is left of it.
median = lambda values: sorted(values)[len(values) // 2]
generation = median(trainer.generation[1:])
total = median(trainer.steps[1:])
training = total - generation if total > generation else total
sampled = PROMPTS * GROUP * COMPLETION_TOKENS
trained = PROMPTS * GROUP * (PROMPT_TOKENS + COMPLETION_TOKENS)
print(
    json.dumps(
        {
            "framework": "trl",
            "shape": "3.3M",
            "rollout_tokens_per_second": sampled / generation,
            "train_tokens_per_second": trained / training,
            "step_seconds": generation + training,
            "threads": torch.get_num_threads(),
            "generation": trainer.generation,
            "steps": trainer.steps,
        }
    )
)
