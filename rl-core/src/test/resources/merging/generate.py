#!/usr/bin/env python3
"""What PEFT's add_weighted_adapter makes of three small adapters, for rl-core's tests: generate.py, in this directory.

Needs torch, transformers and peft 0.21. Writes the adapters a, b and c and expected.safetensors with the combined factors. DARE's
random masks are taken from rlvr4j's CounterRandom instead of torch's generator, so that the numbers can be compared.
"""

import json
import pathlib

import peft.utils.merge_utils as merge_utils
import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.lora.model import LoraModel
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
BASE = HERE.parent / "golden" / "models" / "qwen2-untied"
MASK = (1 << 64) - 1
SEED = 5


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def key(parent, index):
    first = mix((parent + 0x9E3779B97F4A7C15) & MASK)
    return mix(first ^ ((index * 0xD1B54A32D192ED03 + 0x8CB92BA72F3D8DD7) & MASK))


def named(parent, name):
    h = 0xCBF29CE484222325
    for c in name:
        h = ((h ^ ord(c)) * 0x100000001B3) & MASK
    return key(parent, h)


def uniform(k, counter):
    return (key(k, counter) >> 11) * 2.0**-53


state = {"target": "", "calls": 0, "adapters": 0, "factors": False}


def random_pruning(tensor, density, rescale):
    call = state["calls"]
    state["calls"] += 1
    name = state["target"]
    if state["factors"]:
        name += [".lora_A", ".lora_B"][call // state["adapters"]]
    k = key(named(SEED, name), call % state["adapters"])
    mask = torch.tensor([1.0 if uniform(k, i) < density else 0.0 for i in range(tensor.numel())])
    pruned = tensor * mask.reshape(tensor.shape)
    return pruned / density if rescale else pruned


merge_utils.random_pruning = random_pruning


def watched(method, factors):
    def call(self, kind, adapters, weights, *rest, **options):
        target = next(a for a in rest if isinstance(a, torch.nn.Module))
        path = next(n for n, m in self.model.named_modules() if m is target)
        present = [a for a in adapters if a in target.lora_A]
        state.update(target=path, calls=0, adapters=len(present), factors=factors)
        return method(self, kind, adapters, weights, *rest, **options)

    return call


LoraModel._generalized_task_arithmetic_weighted_adapter = watched(
    LoraModel._generalized_task_arithmetic_weighted_adapter, True
)
LoraModel._svd_generalized_task_arithmetic_weighted_adapter = watched(
    LoraModel._svd_generalized_task_arithmetic_weighted_adapter, False
)


def config(r, alpha, targets, layers):
    return LoraConfig(r=r, lora_alpha=alpha, target_modules=targets, layers_to_transform=layers, task_type="CAUSAL_LM")


torch.manual_seed(0)
model = AutoModelForCausalLM.from_pretrained(BASE, torch_dtype=torch.float32)
model = get_peft_model(model, config(4, 8, ["q_proj", "down_proj"], [1]), "a")
model.add_adapter("b", config(4, 2, ["q_proj", "down_proj"], [1]))
model.add_adapter("c", config(2, 6, ["q_proj", "up_proj"], [1]))
for name, parameter in model.named_parameters():
    if "lora_" in name:
        parameter.data = 0.1 * torch.randn_like(parameter)
for settings in model.peft_config.values():
    settings.base_model_name_or_path = "qwen2-untied"
model.save_pretrained(HERE)
(HERE / "README.md").unlink(missing_ok=True)

TWO = (["a", "b"], [0.7, -0.4])
THREE = (["a", "b", "c"], [0.7, -0.4, 1.2])
CASES = {
    "cat": (*THREE, {}),
    "linear": (*TWO, {}),
    "svd": (*THREE, {"svd_rank": 3}),
    "ties": (*TWO, {"density": 0.3}),
    "ties.frequency": (*TWO, {"density": 0.3, "majority_sign_method": "frequency"}),
    "ties_svd": (*THREE, {"density": 0.3, "svd_rank": 3}),
    "ties_svd.frequency": (*THREE, {"density": 0.6, "svd_rank": 2, "majority_sign_method": "frequency"}),
    "dare_linear": (*TWO, {"density": 0.6}),
    "dare_ties": (*TWO, {"density": 0.6}),
    "dare_linear_svd": (*THREE, {"density": 0.6, "svd_rank": 3}),
    "dare_ties_svd": (*THREE, {"density": 0.6, "svd_rank": 3}),
    "magnitude_prune": (*TWO, {"density": 0.3}),
    "magnitude_prune_svd": (*THREE, {"density": 0.3, "svd_rank": 3}),
}
tensors, cases = {}, {}
for case, (adapters, weights, options) in CASES.items():
    kind = case.split(".")[0]
    model.base_model.add_weighted_adapter(adapters, weights, case.replace(".", "-"), kind, **options)
    cases[case] = {"adapters": adapters, "weights": weights, "options": options}
    for path, module in model.base_model.model.named_modules():
        if hasattr(module, "lora_A") and case.replace(".", "-") in module.lora_A:
            tensors[f"{case}/{path}/A"] = module.lora_A[case.replace(".", "-")].weight.data.contiguous()
            tensors[f"{case}/{path}/B"] = module.lora_B[case.replace(".", "-")].weight.data.contiguous()
save_file(tensors, HERE / "expected.safetensors")
(HERE / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")
