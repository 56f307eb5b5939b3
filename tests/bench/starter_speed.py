#!/usr/bin/env python3
"""A 20-step starter picture by tarn and by diffusers, in turns in one run on the same cores.

    build/deps/parity/bin/python tests/bench/starter_speed.py [--rounds 5] [--threads 2] [--dtype fp32|bf16]

tarn is timed as a whole program, start and file included. diffusers is timed twice: the pipeline call alone in a
process that has everything loaded, and as a whole program. The pictures of the two are compared as well.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARN = ROOT / "build/release/bin/tarn"
MODEL = ROOT / "resources/models/starter"
PROMPT, SEED, STEPS, GUIDANCE = "a landscape with rivers and mountains", 7, 20, 7.0

a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
a.add_argument("--rounds", type=int, default=5)
a.add_argument("--threads", type=int, default=2)
a.add_argument("--dtype", choices=("fp32", "bf16"), default="fp32")
a.add_argument("--whole-program", metavar="PNG", help=argparse.SUPPRESS)  # what the third row runs
args = a.parse_args()

os.environ |= {"OMP_NUM_THREADS": str(args.threads), "OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1"}
import torch  # noqa: E402  after its environment
from diffusers import StableDiffusionPipeline  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402

torch.set_num_threads(args.threads)
dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[args.dtype]
pipe = StableDiffusionPipeline.from_pretrained(MODEL, local_files_only=True, torch_dtype=dtype)
pipe.set_progress_bar_config(disable=True)
if args.dtype == "bf16":
    pipe.unet.to(memory_format=torch.channels_last)
    pipe.vae.to(memory_format=torch.channels_last)


def diffusers_picture():
    with torch.inference_mode():
        return pipe(PROMPT, num_inference_steps=STEPS, guidance_scale=GUIDANCE,
                    generator=torch.Generator().manual_seed(SEED)).images[0]


if args.whole_program:
    diffusers_picture().save(args.whole_program)
    sys.exit()

with tempfile.TemporaryDirectory() as folder:
    ours, theirs = Path(folder) / "tarn.png", Path(folder) / "diffusers.png"
    tarn = [TARN, "generate", PROMPT, "--steps", str(STEPS), "--guidance", str(GUIDANCE), "--seed", str(SEED),
            "--dtype", args.dtype, "--quiet", "--output", ours]
    whole = [sys.executable, __file__, "--whole-program", theirs, "--dtype", args.dtype, "--threads", str(args.threads)]
    quiet = dict(check=True, stderr=subprocess.DEVNULL)
    runs = {"tarn, whole program": lambda: subprocess.run(tarn, **quiet),
            "diffusers, the call alone": diffusers_picture,
            "diffusers, whole program": lambda: subprocess.run(whole, **quiet)}
    times = {name: [] for name in runs}
    for i in range(args.rounds + 1):  # the first round warms up
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            if i:
                times[name].append(time.perf_counter() - start)
    base = times["tarn, whole program"]
    for name, seconds in times.items():
        ratio = statistics.median(s / b for s, b in zip(seconds, base))
        print(f"{name:28} median {statistics.median(seconds):6.2f} s  (min {min(seconds):.2f}, max {max(seconds):.2f})"
              f"  {ratio:5.2f} x tarn")
    difference = ImageChops.difference(Image.open(ours).convert("RGB"), Image.open(theirs))
    print("largest difference of the two pictures:", max(high for _, high in difference.getextrema()), "of 255")
