#!/usr/bin/env python3
"""Holds adapters of every method that rlvr4j writes against Hugging Face PEFT.

    python scripts/check_adapters.py [BASE]

Builds rl-core, lets it write an adapter of every registered method, moved away from its start, over a tiny model (or BASE), loads
each in PEFT, and prints a table: PEFT's type, the largest difference of a token's log-prob, and how much the adapter changes
one. Full fine-tuning is loaded as a checkpoint; a method that PEFT cannot say is named with its reason. Exits with 1 where a
difference is above 1e-4, a key of the file is left over or missing, or an adapter changes nothing. Needs torch, transformers
and peft; everything is computed in float32 on the CPU.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAIN = "dev.rlvr4j.core.model.AdapterExchange"
TOLERANCE = 1e-4


def exchange(*arguments):
    """The command that runs our side, after building it."""
    subprocess.run([str(ROOT / "rlvr"), "--version"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [os.environ.get("MVN", "mvn"), "-B", "-q", "-P", "!lint", "-pl", "rl-core", "test-compile"], cwd=ROOT, check=True
    )
    core = ROOT / "rl-core/target"
    libraries = (ROOT / "experiments/target/classpath.txt").read_text().strip()
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java" if "JAVA_HOME" in os.environ else "java"
    path = f"{core}/test-classes:{core}/classes:{libraries}"
    return [str(java), "-Dai.djl.offline=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", path, MAIN, *arguments]


def log_probs(model, ids):
    """Log-prob of each token after the first."""
    import torch

    with torch.no_grad():
        # PEFT's logits of a model with virtual tokens begin with theirs.
        logs = torch.log_softmax(model(torch.tensor([ids])).logits[0, -len(ids) :].float(), -1)
    return logs[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0]


def check(folder, base, ids, plain):
    """A row of the table."""
    import peft
    import torch
    from transformers import AutoModelForCausalLM

    if (folder / "none.txt").exists():
        return "none", (folder / "none.txt").read_text()
    ours = torch.tensor(json.loads((folder / "ours.json").read_text()))
    config = folder / "adapter_config.json"
    notes = ""
    if config.exists():
        kind = json.loads(config.read_text())["peft_type"]
        if kind not in peft.PEFT_TYPE_TO_CONFIG_MAPPING:
            return "none", f"PEFT has no type {kind}; the file is for rlvr4j"
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            base_model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
            model = peft.PeftModel.from_pretrained(base_model, str(folder)).eval()
        # PEFT warns of the rank_pattern that it writes for AdaLoRA itself.
        notes = " ".join(str(w.message)[:120] for w in caught if "key" in str(w.message) and "rank_pattern" not in str(w.message))
    else:
        kind, model = "checkpoint", AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    theirs = log_probs(model, ids)
    difference, effect = float((theirs - ours).abs().max()), float((theirs - plain).abs().max())
    good = difference <= TOLERANCE and effect > TOLERANCE and not notes
    return "ok" if good else "WRONG", f"{kind:16} {difference:.1e}  {effect:.1e}  {notes}"


def main():
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    golden = ROOT / "rl-core/src/test/resources/golden/models/qwen2-untied"
    parser.add_argument("base", nargs="?", type=pathlib.Path, default=golden)
    options = parser.parse_args()
    logging.disable_progress_bar()
    ids = [3, 17, 5, 9, 40, 2, 31, 8, 21, 13]
    plain = log_probs(AutoModelForCausalLM.from_pretrained(options.base, dtype=torch.float32).eval(), ids)
    out = pathlib.Path(tempfile.mkdtemp(prefix="adapters-"))
    subprocess.run(exchange("write", str(options.base), str(out), ",".join(map(str, ids))), check=True)
    print(f"{'method':17} {'':6} {'in PEFT':16} difference  effect")
    verdicts = []
    for folder in sorted(out.iterdir()):
        verdict, row = check(folder, options.base, ids, plain)
        verdicts.append(verdict)
        print(f"{folder.name:17} {verdict:6} {row}", flush=True)
    shutil.rmtree(out)
    return 1 if "WRONG" in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
