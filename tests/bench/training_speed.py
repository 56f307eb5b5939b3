#!/usr/bin/env python3
"""One learning step of the starter's UNet, forward and backward in bf16, by tarn and by diffusers on one thread.

    ninja -C build/release bench_training
    build/deps/parity/bin/python tests/bench/training_speed.py [--batch 16] [--rounds 5]

Times are of the processor, the least of some rounds, in milliseconds a picture.
"""
import argparse
import os
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNET = ROOT / "resources/models/starter/unet"
a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
a.add_argument("--batch", type=int, default=16)
a.add_argument("--rounds", type=int, default=5)
args = a.parse_args()

os.environ |= {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1"}
import torch  # noqa: E402  after its environment
from diffusers import UNet2DConditionModel  # noqa: E402

torch.set_num_threads(1)
torch.set_flush_denormal(True)
unet = UNet2DConditionModel.from_pretrained(UNET, torch_dtype=torch.bfloat16).to(memory_format=torch.channels_last).train()
config = unet.config
x = torch.randn(args.batch, config.in_channels, 16, 16, dtype=torch.bfloat16).to(memory_format=torch.channels_last)
context = torch.randn(args.batch, 77, config.cross_attention_dim, dtype=torch.bfloat16)
t = torch.full((args.batch,), 500)
least = float("inf")
for i in range(args.rounds + 1):
    start = time.process_time()
    unet(x, t, context).sample.float().square().mean().backward()
    gradients = [p.grad.float() for p in unet.parameters()]
    unet.zero_grad(set_to_none=True)
    if i:
        least = min(least, time.process_time() - start)
theirs = least * 1e3 / args.batch
bench = [ROOT / "build/release/bin/bench_training", UNET, str(args.batch), str(args.rounds)]
said = subprocess.run(bench, check=True, capture_output=True, text=True).stdout
ours = float(said.split()[1])
print(f"UNet: diffusers {theirs:.1f} ms, tarn {ours:.1f} ms a picture: {theirs / ours:.2f} times as fast")
print("".join(said.splitlines(keepends=True)[1:]), end="")
