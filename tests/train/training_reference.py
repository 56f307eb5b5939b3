#!/usr/bin/env python3
"""What PyTorch, diffusers and transformers give where the trainer is compared with them.

    python training_reference.py optimizers --out FILE --seed N
    python training_reference.py gradients --models DIR --out DIR --seed N

`gradients` copies the tiny models of tests/parity and puts the gradient of one loss in the place of each weight, so
that whoever loads the copy finds gradients under the weights' names. The inputs are in inputs.safetensors.
"""
import argparse
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextModel

SHAPES = {"kernel": (8, 4, 3, 3), "matrix": (12, 20), "tall": (30, 10), "vector": (16,)}
STEPS, RATES = 5, (1e-2, 2e-2, 1.5e-2, 1e-2, 5e-3)


def optimizers(out, seed):
    g = torch.Generator().manual_seed(seed)
    start = {name: torch.randn(shape, generator=g) for name, shape in SHAPES.items()}
    gradients = {name: torch.randn((STEPS, *shape), generator=g) for name, shape in SHAPES.items()}
    result = {f"start.{k}": v.clone() for k, v in start.items()} | {f"gradient.{k}": v for k, v in gradients.items()}

    def run(make, names):
        p = {name: torch.nn.Parameter(start[name].clone()) for name in names}
        optimizer = make(p)
        average = {name: v.detach().clone() for name, v in p.items()}
        for step, rate in enumerate(RATES):
            for group in optimizer.param_groups:
                group["lr"] = rate
            for name, v in p.items():
                v.grad = gradients[name][step].clone()
            optimizer.step()
            for name, v in p.items():
                average[name].mul_(0.9).add_(v.detach(), alpha=0.1)
        return p, average

    def adamw(p):
        wide = [v for v in p.values() if v.ndim > 1]
        flat = [v for v in p.values() if v.ndim == 1]
        return torch.optim.AdamW([{"params": wide, "weight_decay": 0.1}, {"params": flat, "weight_decay": 0.0}],
                                 betas=(0.9, 0.99), eps=1e-6)

    p, average = run(adamw, SHAPES)
    result |= {f"adamw.{k}": v.detach().clone() for k, v in p.items()} | {f"average.{k}": v for k, v in average.items()}
    p, _ = run(lambda p: torch.optim.Muon(p.values(), weight_decay=0.1, momentum=0.95, ns_steps=5), ("matrix", "tall"))
    result |= {f"muon.{k}": v.detach().clone() for k, v in p.items()}
    save_file({k: v.contiguous() for k, v in result.items()}, out)


def put_gradients(module, file, prefix=""):
    """The gradients of `module` in place of the weights in `file`."""
    names = load_file(file).keys()
    found = {(k if k.startswith(prefix) else prefix + k): p.grad for k, p in module.named_parameters()}
    save_file({k: found[k].contiguous() for k in names}, file, metadata={"format": "pt"})


def gradients(models, out, seed):
    out.mkdir(parents=True, exist_ok=True)
    for name in ("sd15", "sd2-v", "taesd"):
        shutil.copytree(models / name, out / name)
    g = torch.Generator().manual_seed(seed)
    inputs, losses = {}, {}

    def draw(key, *shape):
        inputs[key] = torch.randn(shape, generator=g)
        return inputs[key]

    for name in ("sd15", "sd2-v"):
        unet = UNet2DConditionModel.from_pretrained(models / name / "unet")
        side = 16
        x = draw(f"{name}.x", 2, 4, side, side)
        context = draw(f"{name}.context", 2, 7, unet.config.cross_attention_dim)
        target = draw(f"{name}.target", 2, 4, side, side)
        inputs[f"{name}.t"] = torch.tensor([37, 911])
        weight = inputs[f"{name}.weight"] = torch.tensor([0.25, 1.5])
        y = unet(x, inputs[f"{name}.t"], context).sample
        loss = ((y - target).square().mean((1, 2, 3)) * weight).mean()
        loss.backward()
        losses[f"{name}.unet"] = loss.detach()
        put_gradients(unet, out / name / "unet" / "diffusion_pytorch_model.safetensors")

        vae = AutoencoderKL.from_pretrained(models / name / "vae")
        pixels = draw(f"{name}.pixels", 2, 3, 32, 32)
        latent = vae.encode(pixels).latent_dist
        noise = draw(f"{name}.noise", *latent.mean.shape)
        decoded = vae.decode(latent.mean + torch.exp(0.5 * latent.logvar) * noise).sample
        kl = 0.5 * (latent.mean.square() + latent.logvar.exp() - 1 - latent.logvar).mean()
        loss = (decoded - pixels).abs().mean() + 0.1 * kl
        loss.backward()
        losses[f"{name}.vae"] = loss.detach()
        put_gradients(vae, out / name / "vae" / "diffusion_pytorch_model.safetensors")

        text = CLIPTextModel.from_pretrained(models / name / "text_encoder")
        inputs[f"{name}.ids"] = torch.randint(0, 49000, (2, 11), generator=g)
        hidden = text(inputs[f"{name}.ids"]).last_hidden_state
        loss = (hidden - draw(f"{name}.wanted", *hidden.shape)).square().mean()
        loss.backward()
        losses[f"{name}.text_encoder"] = loss.detach()
        put_gradients(text, out / name / "text_encoder" / "model.safetensors", "text_model.")

    tiny = AutoencoderTiny.from_pretrained(models / "taesd")
    pixels = draw("taesd.pixels", 2, 3, 32, 32)
    loss = (tiny.decode(tiny.encode(pixels).latents).sample - pixels).square().mean()
    loss.backward()
    losses["taesd.taesd"] = loss.detach()
    put_gradients(tiny, out / "taesd" / "diffusion_pytorch_model.safetensors")
    save_file(inputs | {f"loss.{k}": v for k, v in losses.items()}, out / "inputs.safetensors")


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("what", choices=("optimizers", "gradients"))
    a.add_argument("--models", type=Path)
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--seed", type=int, default=0)
    args = a.parse_args()
    optimizers(args.out, args.seed) if args.what == "optimizers" else gradients(args.models, args.out, args.seed)
