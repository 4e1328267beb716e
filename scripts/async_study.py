#!/usr/bin/env python3
"""Trains the default task at several stalenesses and seeds, and prints held-out accuracy and wall time as a table.

    scripts/async_study.py --staleness 0 1 4 --seeds 1 2 3 --out runs/async-study

Runs that are there already are not run again. Runs of one seed follow each other, so that what else the machine does hits
all stalenesses alike. The interval is Student's, of the mean over seeds; the ratio is the sum of the step times of a
staleness over that of staleness 0, evaluations and checkpoints left out.
"""

import argparse
import json
import statistics
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
STUDENT = {1: float("nan"), 2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--staleness", type=int, nargs="+", default=[0, 1, 4])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--out", type=Path, default=Path("runs/async-study"))
    parser.add_argument("--command", default=str(HERE / "rlvr"), help="how rlvr is started")
    parser.add_argument("--set", dest="settings", action="append", default=[])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rows = {}
    for seed in args.seeds:
        for staleness in args.staleness:
            folder = (args.out / f"staleness-{staleness}-seed-{seed}").resolve()
            if not (folder / "summary.json").exists():
                command = [*args.command.split(), "train", "--seed", str(seed), "--out", str(folder)]
                for setting in ["rollout.workers=2", f"async.max_staleness={staleness}", *args.settings]:
                    command += ["--set", setting]
                with (args.out / "output.log").open("a") as log:
                    subprocess.run(command, cwd=HERE, stdout=log, stderr=log, check=True)
            summary = json.loads((folder / "summary.json").read_text())
            entries = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
            steps = [entry for entry in entries if "loss" in entry or "staleness" in entry]
            rows.setdefault(staleness, []).append((
                summary["final_accuracy"],
                sum(step["timing"]["time/step"] for step in steps),
                sum(step["timing"]["time/wait"] for step in steps),
                statistics.mean(step["staleness"] for step in steps),
            ))
            print(folder.name, [round(x, 3) for x in rows[staleness][-1]], flush=True)
    print("| max_staleness | held-out accuracy, mean [95 %] | mean staleness | step time | waited for rollouts | time ratio |")
    print("|---|---|---|---|---|---|")
    base = sum(row[1] for row in rows[args.staleness[0]])
    for staleness, runs in rows.items():
        accuracies = [run[0] for run in runs]
        mean = statistics.mean(accuracies)
        half = STUDENT[len(runs)] * statistics.stdev(accuracies) / len(runs) ** 0.5 if len(runs) > 1 else float("nan")
        time = sum(run[1] for run in runs)
        print(f"| {staleness} | {100 * mean:.1f} % [{100 * (mean - half):.1f}, {min(100, 100 * (mean + half)):.1f}] | "
              f"{statistics.mean(run[3] for run in runs):.2f} | {time / len(runs):.0f} s | "
              f"{100 * sum(run[2] for run in runs) / time:.0f} % | {time / base:.2f} |")


if __name__ == "__main__":
    main()
