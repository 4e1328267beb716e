#!/usr/bin/env python3
"""Makes adapters with HF PEFT, with the numbers that PEFT computes from them, for the tests of rl-core.

    python scripts/golden_adapters.py MODELS OUT

MODELS holds the golden models (rl-core/src/test/resources/golden/models), OUT gets a directory for each adapter. Needs torch,
transformers and peft 0.21. Everything is float32 on the CPU; trained tensors are moved by noise from a seed.
"""

import json
import pathlib
import sys

import torch
from peft import (
    LoraConfig,
    MissConfig,
    PeftModel,
    PrefixTuningConfig,
    PromptTuningConfig,
    TrainableTokensConfig,
    VeraConfig,
    get_peft_model,
)
from transformers import AutoModelForCausalLM
from transformers.utils import logging

LORA = dict(task_type="CAUSAL_LM", r=4, lora_alpha=6)
ADAPTERS = {
    "lora_modules_to_save": (
        "qwen2-untied",
        LoraConfig(
            **LORA,
            target_modules=["q_proj", "down_proj"],
            modules_to_save=["norm", "lm_head", "embed_tokens", "layers.1.mlp.down_proj"],
        ),
    ),
    "miss_modules_to_save": (
        "qwen2-untied",
        MissConfig(task_type="CAUSAL_LM", r=8, target_modules=["v_proj"], modules_to_save=["layers.0.mlp"]),
    ),
    "vera_modules_to_save": (
        "qwen2-untied",
        VeraConfig(task_type="CAUSAL_LM", r=8, target_modules=["v_proj"], modules_to_save=["k_proj"]),
    ),
    "lora_trainable_tokens": (
        "qwen2-untied",
        LoraConfig(
            **LORA, target_modules=["v_proj"], trainable_token_indices={"embed_tokens": [3, 99, 17], "lm_head": [5, 3]}
        ),
    ),
    "trainable_tokens": ("qwen2-untied", TrainableTokensConfig(task_type="CAUSAL_LM", token_indices=[3, 40, 17])),
    "lora_embedding": ("qwen2-untied", LoraConfig(**LORA, target_modules=["embed_tokens", "q_proj", "lm_head"])),
    "prefix_projection": (
        "qwen2-untied",
        PrefixTuningConfig(
            task_type="CAUSAL_LM", num_virtual_tokens=4, prefix_projection=True, encoder_hidden_size=24
        ),
    ),
    "prompt_modules_to_save": (
        "qwen2-untied",
        PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=2, modules_to_save=["norm", "q_proj"]),
    ),
    "lora_modules_tied": ("qwen2-tied", LoraConfig(**LORA, target_modules=["q_proj"], modules_to_save=["embed_tokens"])),
    "lora_head_tied": ("qwen2-tied", LoraConfig(**LORA, target_modules=["q_proj"], modules_to_save=["lm_head"])),
    "lora_embedding_tied": ("qwen2-tied", LoraConfig(**LORA, target_modules=["embed_tokens", "q_proj"])),
    "lora_tokens_tied": (
        "qwen2-tied",
        LoraConfig(**LORA, target_modules=["q_proj"], trainable_token_indices=[3, 99, 17]),
    ),
    "trainable_tokens_tied": ("qwen2-tied", TrainableTokensConfig(task_type="CAUSAL_LM", token_indices=[3, 40, 17])),
}
TEXTS = [[3, 17, 99, 40, 5], [3], [40, 2, 31, 8, 21, 13, 3, 17, 5, 9, 64, 100]]


def case(model, ids):
    with torch.no_grad():
        # Prompt tuning gives logits of its virtual tokens too.
        logs = torch.log_softmax(model(torch.tensor([ids])).logits[0, -len(ids) :].double(), -1)
        entropy = -(logs.exp() * logs).sum(-1)
        more = list(ids)
        for _ in range(12):
            more.append(int(model(torch.tensor([more])).logits[0, -1].argmax()))
    return {
        "input_ids": ids,
        "token_logprobs": [float(logs[i, t]) for i, t in enumerate(ids[1:])],
        "entropy": entropy.tolist(),
        "greedy_continuation": more[len(ids) :],
    }


def main():
    models, out = map(pathlib.Path, sys.argv[1:3])
    logging.disable_progress_bar()
    for name, (base, config) in ADAPTERS.items():
        generator = torch.Generator().manual_seed(sum(map(ord, name)))
        model = get_peft_model(AutoModelForCausalLM.from_pretrained(models / base, dtype=torch.float32), config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.requires_grad:
                    parameter += 0.05 * torch.randn(parameter.shape, generator=generator)
        before = case(model, TEXTS[2])
        directory = out / name
        model.save_pretrained(directory)
        (directory / "README.md").unlink(missing_ok=True)
        config_file = directory / "adapter_config.json"
        config_file.write_text(config_file.read_text().replace(json.dumps(str(models / base)), json.dumps(base)))
        # What counts is what PEFT makes of the files.
        plain = AutoModelForCausalLM.from_pretrained(models / base, dtype=torch.float32)
        loaded = PeftModel.from_pretrained(plain, directory).eval()
        cases = [case(loaded, ids) for ids in TEXTS]
        drift = max(abs(a - b) for a, b in zip(before["entropy"], cases[2]["entropy"]))
        print(f"{name}: entropies of the model that was saved differ by at most {drift:.1e}")
        (directory / "expected.json").write_text(json.dumps({"base": f"models/{base}", "cases": cases}))


if __name__ == "__main__":
    main()
