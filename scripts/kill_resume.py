#!/usr/bin/env python3
"""Kills training runs with SIGKILL at random moments, resumes them, and holds them against a run that was left alone.

    scripts/kill_resume.py --kills 50                      # synchronous
    scripts/kill_resume.py --kills 20 --staleness 2        # asynchronous, following the schedule of the run left alone

A run is killed at a random moment, resumed, killed again, until it is done; then the next run begins, until there were as many
kills as asked for. One kill in six comes while the program starts, the others at a random time after it began to train. Each must end with the metrics (but for timing), the samples and the
adapter bytes of the run left alone, and with a checkpoint of the last step. Exit code 1 where one does not.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def metrics(folder):
    entries = []
    for line in (folder / "metrics.jsonl").read_text().splitlines():
        entry = json.loads(line)
        entry.pop("timing", None)
        entries.append(entry)
    return entries


def differences(folder, whole, steps):
    found = []
    if metrics(folder) != metrics(whole):
        found.append("metrics.jsonl")
    adapters = f"checkpoints/step-{steps:06d}/adapter/adapter_model.safetensors"
    for name in ["samples.jsonl", "adapter/adapter_model.safetensors", adapters]:
        if (folder / name).read_bytes() != (whole / name).read_bytes():
            found.append(name)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--staleness", type=int, default=0)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path("runs/kill-resume"))
    parser.add_argument("--command", default=str(HERE / "rlvr"), help="how rlvr is started")
    parser.add_argument("more", nargs="*", help="more --set settings, as section.key=value")
    args = parser.parse_args()

    settings = [
        f"training.steps={args.steps}",
        "training.checkpoint_every=1",
        "training.log_samples=0",
        "evaluation.tasks=32",
        "evaluation.every=3",
        "algorithm.prompts_per_step=8",
        "algorithm.group_size=4",
        "rollout.workers=2",
        f"async.max_staleness={args.staleness}",
        *args.more,
    ]
    shutil.rmtree(args.out, ignore_errors=True)
    args.out.mkdir(parents=True)
    output = args.out / "output.log"
    log = output.open("a")

    def trains(process, mark):
        """Waits until a run that was started when the output was so long begins to train, or ends."""
        while process.poll() is None and b"step " not in output.read_bytes()[mark:]:
            time.sleep(0.05)

    def start(folder, resume, extra=()):
        command = [*args.command.split(), "train", "--out", str(folder)]
        if resume:
            command.append("--resume")
        else:
            for setting in [*settings, *extra]:
                command += ["--set", setting]
        return subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log, start_new_session=True)

    whole = (args.out / "whole").resolve()
    began = time.monotonic()
    process = start(whole, False)
    trains(process, 0)
    startup = time.monotonic() - began
    if process.wait() != 0:
        sys.exit(f"the run left alone failed; see {output}")
    length = time.monotonic() - began - startup
    follow = [f"async.schedule={whole / 'schedule.txt'}"] if args.staleness else []
    print(f"the run left alone started in {startup:.1f} s and trained for {length:.1f} s", flush=True)

    draws = random.Random(args.seed)
    kills = runs = exact = 0
    moments = []
    while kills < args.kills:
        folder = (args.out / f"run-{runs:03d}").resolve()
        runs += 1
        mine = 0
        resume = False
        while True:
            mark = output.stat().st_size
            process = start(folder, resume, follow)
            early, moment = draws.random() < 1 / 6, draws.random()
            try:
                if kills + mine == args.kills:
                    code = process.wait()
                elif early:
                    code = process.wait(moment * startup)
                else:
                    trains(process, mark)
                    code = process.wait(moment * length)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                mine += 1
                done = sorted(p.name for p in folder.glob("checkpoints/step-*"))
                moments.append(int(done[-1][5:]) if done else 0)
                resume = (folder / "config.yaml").exists()
                continue
            if code != 0:
                sys.exit(f"{folder} ended with exit code {code}; see {output}")
            break
        kills += mine
        wrong = differences(folder, whole, args.steps)
        exact += 0 if wrong else mine
        print(f"run {runs}: {mine} kills, {'DIFFERS in ' + ', '.join(wrong) if wrong else 'the same'}", flush=True)
        if not wrong:
            shutil.rmtree(folder)
    counts = {step: moments.count(step) for step in sorted(set(moments))}
    print(f"{exact} of {kills} kills in {runs} runs were resumed exactly; last checkpoint at the kill: {counts}")
    sys.exit(0 if exact == kills else 1)


if __name__ == "__main__":
    main()
