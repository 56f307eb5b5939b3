#!/usr/bin/env python3
"""What diffusers draws with a model folder: the picture and its latents, from given noise.

    python drawn_by_diffusers.py --model DIR --noise FILE --out FILE --prompt TEXT --steps N --guidance X
"""
import argparse

import torch
from diffusers import StableDiffusionPipeline
from safetensors.torch import load_file, save_file

a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("model", "noise", "out", "prompt"):
    a.add_argument(f"--{name}", required=True)
a.add_argument("--steps", type=int, required=True)
a.add_argument("--guidance", type=float, required=True)
args = a.parse_args()

pipeline = StableDiffusionPipeline.from_pretrained(args.model, torch_dtype=torch.float32)
pipeline.set_progress_bar_config(disable=True)
noise = load_file(args.noise)["noise.init"]
size = noise.shape[-1] * pipeline.vae_scale_factor
latents = pipeline(args.prompt, height=size, width=size, num_inference_steps=args.steps, guidance_scale=args.guidance,
                   latents=noise, output_type="latent").images
with torch.no_grad():
    image = pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor).sample
save_file({"latents": latents.contiguous(), "image": (image / 2 + 0.5).clamp(0, 1).contiguous()}, args.out)
