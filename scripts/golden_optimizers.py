#!/usr/bin/env python3
"""Numbers of PyTorch's optimizers for rl-core's tests: golden_optimizers.py > rl-core/src/test/resources/optim/golden.json

Needs torch >= 2.9 (for torch.optim.Muon). AdamW, SGD and Muon are torch.optim's; Lion and 8-bit AdamW, which torch has not, are
their papers' formulas in float64 NumPy. torch's Muon orthogonalises in bfloat16 and rlvr4j in float32: the cases "float32" leave
torch's cast out, the case "bfloat16" keeps it and is held to that type's precision.
"""

import json
import sys

import numpy as np
import torch

SMALL = {"wide.lora_A.weight": (3, 8), "tall.lora_B.weight": (6, 4), "norm.weight": (5,), "lm_head.weight": (4, 4)}
LARGE = {"embedding.weight": (20, 30), "bias": (256,)}
STEPS = 6


def numbers(shapes, seed, scale):
    random = np.random.default_rng(seed)
    return {n: (scale * random.standard_normal(s)).astype(np.float32) for n, s in shapes.items()}


def gradients(shapes, step):
    # Of very different sizes, and zero where a row's token was not in the batch.
    found = numbers(shapes, 100 + step, 1.0)
    for name, g in found.items():
        g *= np.float32(10.0) ** np.linspace(0, -3, g.size, dtype=np.float32).reshape(g.shape)
        if g.ndim == 2:
            g[step % g.shape[0]] = 0
    return found


def rates(peak):
    return [peak * (1 - step / (2 * STEPS)) for step in range(STEPS)]


def torch_run(make, shapes, peak):
    """make(parameters) -> optimizers; each parameter is in one of them."""
    values = {n: torch.nn.Parameter(torch.tensor(v)) for n, v in numbers(shapes, 1, 0.5).items()}
    optimizers = make(values)
    for step, rate in enumerate(rates(peak)):
        for name, g in gradients(shapes, step).items():
            values[name].grad = torch.tensor(g)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
    return {n: v.detach().numpy() for n, v in values.items()}


def muon(scale, cast):
    def make(values):
        matrices = [v for n, v in values.items() if v.ndim == 2 and not n.startswith("lm_head")]
        rest = [v for n, v in values.items() if v.ndim != 2 or n.startswith("lm_head")]
        return [
            torch.optim.Muon(matrices, weight_decay=0.1, momentum=0.9, nesterov=True, adjust_lr_fn=scale),
            torch.optim.AdamW(rest, betas=(0.9, 0.99), eps=1e-7, weight_decay=0.1),
        ]

    original = torch.Tensor.bfloat16
    if not cast:
        torch.Tensor.bfloat16 = lambda tensor: tensor.float()
    try:
        return torch_run(make, SMALL, 0.02)
    finally:
        torch.Tensor.bfloat16 = original


def lion(beta1, beta2, decay):
    values = {n: v.astype(np.float64) for n, v in numbers(SMALL, 1, 0.5).items()}
    moments = {n: np.zeros_like(v) for n, v in values.items()}
    for step, rate in enumerate(rates(0.01)):
        for n, g in gradients(SMALL, step).items():
            g = g.astype(np.float64)
            values[n] *= 1 - rate * decay
            values[n] -= rate * np.sign(beta1 * moments[n] + (1 - beta1) * g)
            moments[n] = beta2 * moments[n] + (1 - beta2) * g
    return values


def dynamic_map(signed):
    values = [0.0, 1.0]
    for exponent in range(7):
        count = 2**exponent * (1 if signed else 2)
        edges = np.linspace(0.1, 1, count + 1)
        for middle in (edges[1:] + edges[:-1]) / 2:
            values += [middle * 10.0 ** (exponent - 6)] + ([-middle * 10.0 ** (exponent - 6)] if signed else [])
    return np.sort(np.array(values, dtype=np.float32)).astype(np.float64)


def quantised(x, table, lowest):
    """What 8 bits keep of x: blocks of 256, nearest entry of the table times the block's largest magnitude."""
    flat = np.concatenate([x.ravel(), np.zeros(-x.size % 256)]).reshape(-1, 256)
    top = np.abs(flat).max(1, keepdims=True)
    codes = np.abs((flat / np.maximum(top, 1e-38))[..., None] - table).argmin(-1)
    codes = np.where(flat > 0, np.maximum(codes, lowest), codes)
    return (table[codes] * top).ravel()[: x.size].reshape(x.shape)


def adamw_8bit(beta1, beta2, eps, decay):
    signed, unsigned = dynamic_map(True), dynamic_map(False)
    values = {n: v.astype(np.float64) for n, v in numbers(LARGE, 1, 0.5).items()}
    first = {n: np.zeros_like(v) for n, v in values.items()}
    second = {n: np.zeros_like(v) for n, v in values.items()}
    for step, rate in enumerate(rates(0.01), start=1):
        for n, g in gradients(LARGE, step - 1).items():
            g = g.astype(np.float64)
            m = beta1 * first[n] + (1 - beta1) * g
            v = beta2 * second[n] + (1 - beta2) * g * g
            values[n] *= 1 - rate * decay
            values[n] -= rate * (m / (1 - beta1**step)) / (np.sqrt(v / (1 - beta2**step)) + eps)
            first[n], second[n] = quantised(m, signed, 0), quantised(v, unsigned, 1)
    return values


def case(name, source, shapes, peak, tolerance, end):
    def plain(arrays):
        return {n: [float(f"{x:.9g}") for x in a.ravel()] for n, a in arrays.items()}

    return {
        "name": name,
        "source": source,
        "tolerance": tolerance,
        "rates": rates(peak),
        "shapes": {n: list(s) for n, s in shapes.items()},
        "start": plain(numbers(shapes, 1, 0.5)),
        "gradients": [plain(gradients(shapes, step)) for step in range(STEPS)],
        "end": plain(end),
    }


def main():
    of = f"torch {torch.__version__}"
    adam = dict(betas=(0.8, 0.95), eps=1e-6)
    cases = [
        case(
            "adamw",
            f"{of} torch.optim.AdamW",
            SMALL,
            0.01,
            2e-6,
            torch_run(lambda v: [torch.optim.AdamW(v.values(), weight_decay=0.1, **adam)], SMALL, 0.01),
        ),
        case(
            "adamw groups",
            f"{of} torch.optim.AdamW, lora_B: learning rate x 16, no decay",
            SMALL,
            0.001,
            2e-6,
            torch_run(
                lambda v: [
                    torch.optim.AdamW([p for n, p in v.items() if "lora_B" not in n], weight_decay=0.1, **adam),
                    # lr = 16 * rate, by scaling what torch_run sets
                    Scaled([p for n, p in v.items() if "lora_B" in n], 16, weight_decay=0.0, **adam),
                ],
                SMALL,
                0.001,
            ),
        ),
        case(
            "sgd",
            f"{of} torch.optim.SGD",
            SMALL,
            0.1,
            2e-6,
            torch_run(lambda v: [torch.optim.SGD(v.values(), lr=1, weight_decay=0.1)], SMALL, 0.1),
        ),
        case(
            "sgd momentum",
            f"{of} torch.optim.SGD",
            SMALL,
            0.1,
            2e-6,
            torch_run(lambda v: [torch.optim.SGD(v.values(), lr=1, momentum=0.9, weight_decay=0.1)], SMALL, 0.1),
        ),
        case(
            "sgd nesterov",
            f"{of} torch.optim.SGD",
            SMALL,
            0.1,
            2e-6,
            torch_run(
                lambda v: [torch.optim.SGD(v.values(), lr=1, momentum=0.9, nesterov=True, weight_decay=0.1)], SMALL, 0.1
            ),
        ),
        case("lion", "algorithm 2 of Chen et al. 2023, float64", SMALL, 0.01, 2e-6, lion(0.9, 0.99, 0.1)),
        case("muon original float32", f"{of} torch.optim.Muon, AdamW", SMALL, 0.02, 1e-5, muon("original", False)),
        case(
            "muon match_adamw float32", f"{of} torch.optim.Muon, AdamW", SMALL, 0.02, 1e-5, muon("match_rms_adamw", False)
        ),
        case("muon original bfloat16", f"{of} torch.optim.Muon, AdamW", SMALL, 0.02, 2e-3, muon("original", True)),
        case(
            "adamw_8bit",
            "Dettmers et al. 2022, float64; v > 0 never becomes 0",
            LARGE,
            0.01,
            2e-5,
            adamw_8bit(0.9, 0.99, 1e-8, 0.1),
        ),
    ]
    maps = {"signed": dynamic_map(True).tolist(), "unsigned": dynamic_map(False).tolist()}
    json.dump({"cases": cases, "maps": maps}, sys.stdout)
    print()


class Scaled(torch.optim.AdamW):
    """AdamW at a multiple of the learning rate it is given."""

    def __init__(self, params, ratio, **settings):
        super().__init__(params, **settings)
        self.ratio = ratio

    def step(self, closure=None):
        for group in self.param_groups:
            group["lr"] *= self.ratio
        return super().step(closure)


if __name__ == "__main__":
    main()
