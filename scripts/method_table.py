#!/usr/bin/env python3
"""Trains every adapter method on the default task and writes a table of what each learned.

    python3 scripts/method_table.py OUT [METHOD ...]

For each method a small sweep of the learning rate: from a first guess it climbs, up and down a grid of half decades, as long as the
mean training reward of the last ten steps gets better and is below 97 %. The rate is chosen by that training reward only; the
held-out accuracy of the chosen run is what the table shows, so the choice does not flatter it. Seconds per step are of the
quickest run's quicker steps (the tenth percentile), since machines are busy now and then. Runs that OUT holds already are not
done again.
Needs ./rlvr to be built; Python 3 without packages.
"""
import json
import pathlib
import subprocess
import sys

GRID = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0]
START = 1e-3
START_OF = {  # few or multiplicative parameters want more, whole weights less; a good guess saves runs, no more
    **dict.fromkeys(["vera", "tinylora", "ia3", "ln-tuning", "bitfit", "miss-mini", "fourierft", "vblora", "lora-xs", "glora",
                     "singlora", "prompt-tuning", "prefix-tuning"], 3e-2),
    **dict.fromkeys(["full", "pissa", "milora", "olora", "oft", "boft", "hra"], 3e-4),
}
ENOUGH = 0.97  # a mean training reward at which no other rate is tried
EXTRA = {  # what a method cannot do without
    "adalora": ["adapter.total_step=40"],
    "singlora": ["adapter.ramp_steps=20"],
    "loftq": ["model.quantisation=nf4"],
}
HERE = pathlib.Path(__file__).resolve().parent.parent


def run(out, method, rate):
    folder = out / f"{method}-{rate:g}"
    summary = folder / "summary.json"
    if not summary.exists():
        settings = [f"adapter.method={method}", f"optimizer.learning_rate={rate:g}", "training.checkpoint_every=0"]
        settings += EXTRA.get(method, [])
        command = [str(HERE / "rlvr"), "train", "--out", str(folder)]
        for setting in settings:
            command += ["--set", setting]
        if folder.exists():
            subprocess.run(["rm", "-r", str(folder)], check=True)
        log = out / f"{method}-{rate:g}.log"
        with open(log, "w") as file:
            code = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, cwd=HERE).returncode
        if code != 0:
            return {"rate": rate, "failed": code, "last": log.read_text().strip().splitlines()[-1:], "score": -1.0}
    steps = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    rewards = [step["reward/mean"] for step in steps if "reward/mean" in step]
    times = sorted(step["timing"]["time/step"] for step in steps if "time/step" in step.get("timing", {}))
    s = json.loads(summary.read_text())
    return {"rate": rate, "score": sum(rewards[-10:]) / len(rewards[-10:]), "before": s["base_accuracy"],
            "after": s["final_accuracy"], "interval": s["final_interval"], "parameters": s["trainable_parameters"],
            "seconds": times[len(times) // 10]}


def sweep(out, method):
    tried = {}

    def at(i):
        if i not in tried:
            tried[i] = run(out, method, GRID[i])
            print(method, json.dumps(tried[i]), flush=True)
        return tried[i]["score"]

    best = GRID.index(START_OF.get(method, START))
    at(best)
    for way in (1, -1):
        while at(best) < ENOUGH and 0 <= best + way < len(GRID) and at(best + way) > at(best):
            best += way
    for i, rate in enumerate(GRID):  # what earlier sweeps left
        if (out / f"{method}-{rate:g}" / "summary.json").exists():
            at(i)
    best = max(tried, key=lambda i: tried[i]["score"])
    return tried[best], [tried[i] for i in sorted(tried)]


def table(rows):
    lines = ["| method | trained parameters | best rate | others tried | before | after [95 %] | s/step |", "|---|---:|---:|---|---:|---|---:|"]
    for method, (best, tried) in rows.items():
        if "failed" in best:
            lines.append(f"| `{method}` | | | | | failed: {best['last']} | |")
            continue
        rates = ", ".join(f"{t['rate']:g}: {100 * t['after']:.1f}" if "after" in t else f"{t['rate']:g}: failed"
                          for t in tried if t is not best)
        low, high = best["interval"]
        lines.append(f"| `{method}` | {best['parameters']:,} | {best['rate']:g} | {rates} | {100 * best['before']:.1f} | "
                     f"{100 * best['after']:.1f} [{100 * low:.1f}, {100 * high:.1f}] | {min(t['seconds'] for t in tried if 'seconds' in t):.2f} |")
    return "\n".join(lines) + "\n"


def main():
    out = pathlib.Path(sys.argv[1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    rows = {}
    for method in sys.argv[2:]:
        rows[method] = sweep(out, method)
        (out / "table.md").write_text(table(rows))
    print(table(rows))


if __name__ == "__main__":
    main()
