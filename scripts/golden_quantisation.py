#!/usr/bin/env python3
"""Golden values of quantised matrices for rl-core's tests, by the formulas of bitsandbytes 0.48 and NVIDIA's NVFP4 in plain
PyTorch: nearest values by comparing with all of them, no bins. Needs torch.

    python3 scripts/golden_quantisation.py > rl-core/src/test/resources/golden/quantisation.json
"""

import hashlib
import json
import struct
import sys
from pathlib import Path

import torch

NF4 = torch.tensor(
    [
        -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
        -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725,
        0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
    ]
)  # fmt: skip
E2M1 = torch.tensor([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0])


def matrix(rows, columns):
    """Numbers of very different size, the same in every language: cubes of a sequence modulo 2^32, rows scaled."""
    i = torch.arange(rows * columns, dtype=torch.int64)
    x = ((i * 2654435761) % 2**32).to(torch.float64) / 2**31 - 1
    scale = 1 + (i // columns % 7).to(torch.float64)
    return (x * x * x * scale).to(torch.float32).view(rows, columns)


def dynamic_map():
    values = []
    for exponent in range(7):
        edges = torch.linspace(0.1, 1, 2**exponent + 1, dtype=torch.float32)
        means = (edges[:-1] + edges[1:]) / 2.0
        values += (10 ** (exponent - 6) * means).tolist() + (-(10 ** (exponent - 6)) * means).tolist()
    return torch.tensor(sorted(values + [0, 1.0]))


def blockwise(x, code, block):
    rest = -x.numel() % block
    rows = torch.cat([x, torch.zeros(rest)]).view(-1, block)
    top = rows.abs().amax(1)
    scaled = (rows * (1 / top.view(-1, 1))).clamp(-1, 1)
    codes = (scaled.unsqueeze(-1) - code).abs().argmin(-1).to(torch.uint8)
    return codes.view(-1)[: x.numel()], top


def unpacked_scales(codes, code, top, block):
    return code[codes.long()] * top.repeat_interleave(block)[: codes.numel()]


def pack(codes):
    return codes[::2] << 4 | codes[1::2]


def nf4(w):
    codes, top = blockwise(w.reshape(-1), NF4, 64)
    mean = top.mean()
    map = dynamic_map()
    scales, second = blockwise(top - mean, map, 256)
    absmax = unpacked_scales(scales, map, second, 256) + mean
    values = (NF4[codes.long()].view(-1, 64) * absmax.view(-1, 1)).view(w.shape)
    counts = [min(256, top.numel() - 256 * i) for i in range(second.numel())]
    return pack(codes), scales, [[float(s), float(mean), float(n)] for s, n in zip(second, counts)], values


def int8(w):
    top = w.abs().amax(1)
    codes = torch.round(w * (127.0 / top.view(-1, 1))).to(torch.int8)
    scales = top / 127.0
    return codes.view(torch.uint8).view(-1), scales.view(torch.uint8), [], codes * scales.view(-1, 1)


def nvfp4(w):
    x = w.view(-1, 16)
    whole = x.abs().max() / (6 * 448)
    scales = (x.abs().amax(1) / 6 / whole).clamp(max=448).to(torch.float8_e4m3fn)
    unit = (scales.float() * whole).view(-1, 1)
    size = torch.where(unit > 0, x.abs() / unit, 0)
    distance = (size.unsqueeze(-1) - E2M1).abs()
    # The nearest; of two as near the one with an even code.
    odd = torch.arange(8) % 2
    codes = (distance + odd * 1e-6).argmin(-1)
    exact = distance.gather(-1, codes.unsqueeze(-1)).squeeze(-1) <= distance.amin(-1)
    codes = torch.where(exact, codes, distance.argmin(-1)).to(torch.uint8)
    values = (E2M1[codes.long()] * torch.where(x < 0, -1, 1) * unit).view(w.shape)
    signed = codes + 8 * (x < 0).to(torch.uint8)
    return pack(signed.view(-1)), scales.view(torch.uint8), [[float(whole), float(x.shape[0])]], values


MODEL = Path(__file__).parent.parent / "rl-core/src/test/resources/golden/models/qwen3/model.safetensors"


def weight(name):
    data = MODEL.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8 : 8 + length])[name]
    start, end = entry["data_offsets"]
    assert entry["dtype"] == "F32"
    return torch.frombuffer(bytearray(data[8 + length + start : 8 + length + end]), dtype=torch.float32).view(entry["shape"])


def loftq(name, format, rank):
    """PEFT's loftq_init with one iteration: L R of the singular value decomposition of what the format loses."""
    w = weight(name)
    u, s, v = torch.linalg.svd((w - format(w)[3]).double(), full_matrices=False)
    left = u[:, :rank] * s[:rank].sqrt()
    right = s[:rank].sqrt().unsqueeze(1) * v[:rank]
    return {
        "weight": name,
        "format": format.__name__,
        "rank": rank,
        "product": (left @ right).reshape(-1)[::37].tolist(),
        "squares": [float((left**2).sum()), float((right**2).sum())],
    }


def sha(tensor):
    return hashlib.sha256(bytes(tensor.reshape(-1).tolist())).hexdigest()


def main():
    cases = []
    for format in (nf4, int8, nvfp4):
        for rows, columns in ((8, 64), (300, 128), (12, 96)):
            codes, scales, runs, values = format(matrix(rows, columns))
            cases.append(
                {
                    "format": format.__name__,
                    "rows": rows,
                    "columns": columns,
                    "codes": sha(codes),
                    "scales": sha(scales),
                    "runs": runs,
                    "values": values.reshape(-1)[::37].tolist(),
                }
            )
    adapters = [
        loftq(f"model.layers.{layer}.{module}.weight", format, 4)
        for layer, module, format in (
            (0, "self_attn.k_proj", nf4),
            (1, "mlp.up_proj", nf4),
            (0, "mlp.down_proj", nvfp4),
            (1, "self_attn.q_proj", int8),
        )
    ]
    json.dump({"map": dynamic_map().tolist(), "cases": cases, "loftq": adapters}, sys.stdout)
    print()


main()
