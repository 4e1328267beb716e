#!/usr/bin/env python3
"""Compares what rlvr4j says of an adapter it wrote with what Hugging Face PEFT says of it.

    python scripts/check_peft.py BASE ADAPTER      a LoRA adapter directory over a base model
    python scripts/check_peft.py CHECKPOINT        a model alone, e.g. one that was fully fine-tuned

Needs torch, transformers and (for adapters) peft; everything is computed in float32 on the CPU. Prints a line per text: the
largest difference of a token's log-prob and of an entropy, and whether the greedy continuations are the same. Exits with 1
where a difference is above 1e-4 or a continuation is another one, and where the adapter changes nothing.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys

import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging

TOLERANCE = 1e-4
RLVR = pathlib.Path(__file__).resolve().parent.parent / "rlvr"


def rlvr(command, base, adapter, ids, *more):
    """The JSON that ./rlvr prints."""
    line = [str(RLVR), command, "--model", base, "--device", "cpu", "--ids", ",".join(map(str, ids)), "--json", *more]
    if adapter:
        line += ["--adapter", adapter]
    done = subprocess.run(line, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(line)} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def scores(model, ids):
    """Log-prob of each token after the first, and the entropy at each position."""
    with torch.no_grad():
        logs = torch.log_softmax(model(torch.tensor([ids])).logits[0].float(), -1)
    chosen = logs[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return chosen, -(logs.exp() * logs).sum(-1)


def greedy(model, ids, count):
    """The likeliest continuation, end tokens ignored."""
    ids = list(ids)
    for _ in range(count):
        with torch.no_grad():
            ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
    return ids[-count:]


def largest(a, b):
    return float((a - torch.tensor(b)).abs().max()) if len(b) else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("base", help="model directory in Hugging Face layout")
    parser.add_argument("adapter", nargs="?", help="adapter directory in PEFT's format")
    parser.add_argument("--texts", type=int, default=3, help="how many random texts (3)")
    parser.add_argument("--new", type=int, default=12, help="tokens of a continuation (12)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    logging.disable_progress_bar()
    plain = AutoModelForCausalLM.from_pretrained(options.base, dtype=torch.float32).eval()
    vocabulary, context = plain.config.vocab_size, plain.config.max_position_embeddings
    rng = random.Random(options.seed)
    lengths = [rng.randint(2, min(48, context - options.new)) for _ in range(options.texts)]
    texts = [[rng.randrange(vocabulary) for _ in range(length)] for length in lengths]
    unchanged = [scores(plain, ids)[0] for ids in texts]
    model = plain
    if options.adapter:
        from peft import PeftModel

        model = PeftModel.from_pretrained(plain, options.adapter).eval()

    good, effect = True, 0.0
    print("tokens   log-prob    entropy  continuation" + ("   effect of the adapter" if options.adapter else ""))
    for ids, before in zip(texts, unchanged):
        ours = rlvr("score", options.base, options.adapter, ids)
        log_probs, entropies = scores(model, ids)
        differences = largest(log_probs, ours["token_logprobs"]), largest(entropies, ours["entropy"])
        sampled = rlvr("sample", options.base, options.adapter, ids, "--greedy", "--ignore-eos", "--max-new", str(options.new))
        same = sampled["tokens"] == greedy(model, ids, options.new)
        moved = float((log_probs - before).abs().max())
        effect = max(effect, moved)
        good &= same and max(differences) <= TOLERANCE
        print(
            f"{len(ids):6}   {differences[0]:8.2e}   {differences[1]:8.2e}  {'same' if same else 'DIFFERS':12}"
            + (f"   {moved:8.2e}" if options.adapter else "")
        )
    if options.adapter and effect <= TOLERANCE:
        print("the adapter changes nothing, so this comparison shows nothing")
        good = False
    print("agrees" if good else f"does not agree within {TOLERANCE}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
