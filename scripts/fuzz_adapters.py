#!/usr/bin/env python3
"""Holds rlvr4j against Hugging Face PEFT on adapters of random types and settings.

    python scripts/fuzz_adapters.py [--cases 100] [--seed 1] [--only BOFT] [--models DIR ...]

Each case chooses a tiny model, a type, targets (names, paths in full, regular expressions, exclusions, layers) and every option
of that type, lets PEFT make the adapter, moves its weights at random, saves it (in float32, bfloat16 or float16), loads it
again in PEFT, and compares the log-probs of a text with ours. Prints a line per case, which says so where an
adapter changes nothing; exits with 1 where a difference is above 1e-4 or an adapter is refused. Needs torch, transformers, safetensors and peft.
"""

import argparse
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import warnings

import peft
import torch
from peft.tuners.boft import layer as boft
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM
from transformers.utils import logging

from check_adapters import ROOT, TOLERANCE, exchange, log_probs

NAMES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


class Blocks:
    """What PEFT's CUDA kernel does, which the CPU does not have: matrices of blocks, out of blocks."""

    @staticmethod
    def apply(blocks):
        return torch.stack([torch.block_diag(*row) for row in blocks])


def with_butterflies(on):
    """Lets PEFT make products of several rotations, as where its kernel is there."""
    boft.get_fbd_cuda = lambda: Blocks if on else None
    boft.FastBlockDiag = Blocks


def targets(rng, layered=True, excluding=True):
    """Settings of where an adapter sits."""
    kind = rng.choice(["names", "names", "names", "regex", "all", "paths", "layers", "exclude", "unknown"])
    names = rng.sample(NAMES, rng.randint(1, 5))
    if kind == "regex":
        return {"target_modules": rng.choice([r".*\.(q|v)_proj", r".*layers\.[01]\.mlp\.(?P<which>up|down)_proj", r".*_proj"])}
    if kind == "all":
        return {"target_modules": "all-linear"}
    if kind == "paths":
        return {"target_modules": ["model.layers.0.self_attn.q_proj", "layers.1.mlp.up_proj", "v_proj"]}
    if kind == "unknown":
        return {"target_modules": names + ["query_key_value"]}
    if kind == "layers" and layered:
        pattern = rng.choice([None, None, "layers", ["h", "layers"]])
        both = [names[0], "model.layers.0.self_attn.q_proj"] if rng.random() < 0.3 else names
        return {"target_modules": both, "layers_to_transform": rng.choice([0, [1], [0, 1]]), "layers_pattern": pattern}
    if kind == "exclude" and excluding:
        out = rng.choice([[names[0]], r".*layers\.0.*", ["layers.1.self_attn.q_proj", "down_proj"], names[0]])
        return {"target_modules": NAMES, "exclude_modules": out}
    return {"target_modules": names}


def pattern(rng, values):
    keys = rng.sample(["q_proj", r"layers\.0\..*", r"mlp\.(up|down)_proj", "model.layers.1.self_attn.v_proj", "k_proj"], 2)
    return {key: rng.choice(values) for key in keys} if rng.random() < 0.5 else {}


def lora(rng):
    dora = rng.random() < 0.3
    own = not dora and rng.random() < 0.3
    return peft.LoraConfig(
        r=rng.choice([1, 3, 8]),
        lora_alpha=rng.choice([1, 16, 5]),
        use_rslora=rng.random() < 0.4,
        use_dora=dora,
        lora_bias=own,
        bias="none" if dora or own else rng.choice(["none", "none", "all", "lora_only"]),
        lora_dropout=rng.choice([0.0, 0.1]),
        init_lora_weights=True if own else rng.choice([True, False, "gaussian", "mica"] if not dora else [True]),
        rank_pattern=pattern(rng, [2, 5]),
        alpha_pattern=pattern(rng, [3, 7]),
        **targets(rng),
    )


def initialised_lora(rng):
    return peft.LoraConfig(r=4, lora_alpha=8, init_lora_weights=rng.choice(["pissa", "olora"]), **targets(rng))


def oft(rng):
    size = rng.choice([0, 4, 8, 10, 32])
    return peft.OFTConfig(
        oft_block_size=size,
        r=0 if size else rng.choice([2, 3, 8]),
        block_share=rng.random() < 0.3,
        coft=rng.random() < 0.3,
        eps=rng.choice([6e-5, 0.5]),
        use_cayley_neumann=rng.random() < 0.6,
        num_cayley_neumann_terms=rng.choice([2, 3, 4, 5, 7]),
        **targets(rng),
    )


def boft_config(rng):
    size = rng.choice([0, 2, 4, 8])
    return peft.BOFTConfig(
        boft_block_size=size,
        boft_block_num=0 if size else rng.choice([4, 8]),
        boft_n_butterfly_factor=rng.choice([1, 2, 3]),
        **targets(rng),
    )


def factored(cls, **more):
    return lambda rng: cls(
        r=rng.choice([1, 2, 8]),
        alpha=rng.choice([1, 6]),
        rank_pattern=pattern(rng, [2, 3]),
        alpha_pattern=pattern(rng, [2, 9]),
        **{key: rng.choice(values) for key, values in more.items()},
        **targets(rng),
    )


def vblora(rng):
    return peft.VBLoRAConfig(
        r=rng.choice([1, 3]),
        num_vectors=rng.choice([5, 90, 300]),
        vector_length=rng.choice([8, 32]),
        topk=rng.choice([1, 2, 4]),
        save_only_topk_weights=rng.random() < 0.5,
        **targets(rng),
    )


def adalora(rng):
    config = peft.AdaLoraConfig(
        init_r=6, target_r=3, lora_alpha=rng.choice([4, 8]), total_step=10, tinit=1, tfinal=2, **targets(rng)
    )
    config.keep = rng.random() < 0.7
    return config


def ia3(rng):
    names = rng.sample(NAMES, rng.randint(2, 5))
    chosen = rng.choice([[names[0]], names, r".*\.(mlp\..*|v_proj)", ["proj"]])
    where = ".*_proj" if chosen == ["proj"] else NAMES if isinstance(chosen, str) else names
    return peft.IA3Config(target_modules=where, feedforward_modules=chosen)


TYPES = {
    "LORA": lora,
    "LORA+init": initialised_lora,
    "ADALORA": adalora,
    "IA3": ia3,
    "OFT": oft,
    "BOFT": boft_config,
    "LOHA": factored(peft.LoHaConfig),
    "LOKR": factored(peft.LoKrConfig, decompose_both=[True, False], decompose_factor=[-1, 2, 4, 5]),
    "VBLORA": vblora,
    "HRA": lambda rng: peft.HRAConfig(r=rng.choice([1, 2, 5, 8]), apply_GS=rng.random() < 0.5, **targets(rng)),
    "VERA": lambda rng: peft.VeraConfig(
        r=rng.choice([2, 16]),
        projection_prng_key=rng.choice([0, 12345]),
        save_projection=rng.random() < 0.5,
        **targets(rng, excluding=False),
    ),
    "TINYLORA": lambda rng: peft.TinyLoraConfig(
        r=rng.choice([1, 2, 3]),
        u=rng.choice([1, 5, 64]),
        weight_tying=rng.choice([0.0, 0.4, 1.0]),
        projection_seed=rng.choice([42, 7]),
        save_projection=rng.random() < 0.5,
        **targets(rng, excluding=False),
    ),
    "MISS": lambda rng: peft.MissConfig(
        **dict(
            rng.choice([{"init_weights": True, "r": 6}, {"init_weights": False, "r": 48}, {"init_weights": "bat", "r": 8},
                        {"init_weights": "mini", "r": 5, "mini_r": 8}])
        ),
        **targets(rng),
    ),
    "FOURIERFT": lambda rng: peft.FourierFTConfig(
        n_frequency=rng.choice([5, 200]),
        scaling=rng.choice([150.0, 33.5]),
        random_loc_seed=rng.choice([777, 3]),
        n_frequency_pattern=pattern(rng, [3, 900]),
        **targets(rng),
    ),
    "GLORA": lambda rng: peft.GloraConfig(
        r=rng.choice([1, 4]),
        config_A_B=rng.choice(["lora", "vector", "constant", "none"]),
        config_C=rng.choice(["lora", "vector", "none"]),
        config_D_E=rng.choice(["vector", "constant", "none"]),
        **targets(rng, layered=False, excluding=False),
    ),
}


def move(model, config, seed):
    """Random weights of a size that shows, in everything that was trained."""
    noise = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.requires_grad:
                size = 2.0 if "fourierft" in name else 0.1
                weight.add_(torch.randn(weight.shape, generator=noise) * size)
    if getattr(config, "keep", False):
        chosen = {}
        for name, weight in model.base_model.model.named_parameters():
            if "lora_E" in name:
                flags = (torch.rand(weight.shape[0], generator=noise) < 0.5).tolist()
                chosen[name] = flags if any(flags) or torch.rand(1, generator=noise) < 0.3 else [True] * len(flags)
        config.rank_pattern = chosen
        model.peft_config["default"].rank_pattern = chosen


def narrow(path, dtype):
    file = path / "adapter_model.safetensors"
    tensors = load_file(file)
    save_file({k: v.to(dtype) if v.dtype == torch.float32 else v for k, v in tensors.items()}, file, {"format": "pt"})


class Ours:
    """Our side, which answers one adapter after the other."""

    def __init__(self):
        self.process = subprocess.Popen(
            exchange("score"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def log_probs(self, base, adapter, ids):
        self.process.stdin.write(f"{base}\t{adapter}\t{','.join(map(str, ids))}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        return (torch.tensor(json.loads(line)), "") if line.startswith("[") else (None, line)


def case(kind, seed, models, folder, ours):
    rng = random.Random(seed)
    base = rng.choice(models)
    load = lambda: AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    with_butterflies(kind == "BOFT" and rng.random() < 0.7)
    try:
        config = TYPES[kind](rng)
    except ValueError as e:
        return "none", f"PEFT makes none: {str(e)[:90]}", ""
    config.task_type = "CAUSAL_LM"
    settings = json.dumps({k: v for k, v in config.to_dict().items() if v != type(config)().to_dict().get(k)}
                          if kind != "ADALORA" else {"target": str(config.target_modules)}, default=sorted)
    plain = load()
    ids = [rng.randrange(plain.config.vocab_size) for _ in range(rng.randint(4, 30))]
    before = log_probs(plain, ids)
    try:
        model = peft.get_peft_model(plain, config).eval()
    except ValueError as e:
        return "none", f"PEFT makes none: {str(e)[:90]}", settings
    move(model, model.peft_config["default"] if kind == "ADALORA" else config, seed)
    adapter = folder / f"{kind.replace('+', '-')}-{seed}"
    model.save_pretrained(adapter)
    dtype = rng.choice([torch.float32, torch.float32, torch.bfloat16, torch.float16])
    if dtype != torch.float32:
        narrow(adapter, dtype)
    try:
        theirs = log_probs(peft.PeftModel.from_pretrained(load(), adapter).eval(), ids)
    except RuntimeError as e:
        return "none", f"PEFT does not load its own: {str(e)[:90]}", settings
    moved = float((theirs - before).abs().max())
    got, error = ours.log_probs(base, adapter, ids)
    detail = f"{base.name} {str(dtype)[6:]}"
    if got is None:
        return "REFUSED", f"{error[:300]} {detail}", settings
    difference = float((theirs - got).abs().max())
    same = math.isfinite(difference) and difference <= TOLERANCE
    verdict = "DIFFERS" if not same else "ok" if moved > TOLERANCE else "nothing"
    return verdict, f"{difference:.1e} effect {moved:.1e} {detail}", settings


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(TYPES))
    parser.add_argument("--keep", action="store_true", help="keep the adapters of cases that are not ok")
    golden = ROOT / "rl-core/src/test/resources/golden/models"
    parser.add_argument("--models", nargs="*", type=pathlib.Path, default=sorted(golden.iterdir()))
    options = parser.parse_args()
    logging.disable_progress_bar()
    warnings.simplefilter("ignore")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fuzz-adapters-"))
    kinds = [options.only] if options.only else list(TYPES)
    counts = {}
    ours = Ours()
    for i in range(options.cases):
        kind, seed = kinds[i % len(kinds)], options.seed * 100_000 + i
        torch.manual_seed(seed)
        verdict, detail, settings = case(kind, seed, options.models, folder, ours)
        counts[verdict] = counts.get(verdict, 0) + 1
        print(f"{seed} {kind:10} {verdict:8} {detail}" + ("" if verdict == "ok" else f"\n    {settings}"), flush=True)
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    if not options.keep:
        shutil.rmtree(folder)
    return 0 if set(counts) <= {"ok", "none", "nothing"} else 1


if __name__ == "__main__":
    sys.exit(main())
