#!/usr/bin/env python3
"""What diffusers and transformers make of the ControlNet, the tiny autoencoder and the estimator that were trained here.

    python guides_reference.py --unet DIR --controlnet DIR --tae DIR --estimator DIR --out FILE --seed N

Every tensor must find its place, and the ControlNet must have those that diffusers makes from the same UNet.
"""
import argparse
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, ControlNetModel, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import DPTForDepthEstimation

a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("unet", "controlnet", "tae", "estimator", "out"):
    a.add_argument(f"--{name}", type=Path, required=True)
a.add_argument("--seed", type=int, default=0)
args = a.parse_args()


def whole(kind, folder):
    network, found = kind.from_pretrained(folder, output_loading_info=True)
    for what in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not found[what], f"{folder}: {what} {found[what]}"
    return network.float().eval()


g = torch.Generator().manual_seed(args.seed)
out = {}
with torch.no_grad():
    unet, control = whole(UNet2DConditionModel, args.unet), whole(ControlNetModel, args.controlnet)
    channels = control.config.conditioning_embedding_out_channels
    made = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=channels)
    shapes = {k: v.shape for k, v in made.state_dict().items()}
    assert shapes == {k: v.shape for k, v in control.state_dict().items()}
    for key in ("block_out_channels", "cross_attention_dim", "down_block_types", "in_channels", "norm_num_groups"):
        assert made.config[key] == control.config[key], key
    factor = 2 ** (len(channels) - 1)
    x, t = torch.randn(2, unet.config.in_channels, 16, 16, generator=g), torch.tensor([37, 911])
    context = torch.randn(2, 7, unet.config.cross_attention_dim, generator=g)
    hint = torch.rand(2, 3, 16 * factor, 16 * factor, generator=g)
    down, middle = control(x, t, context, hint, return_dict=False)
    out |= {"x": x, "context": context, "hint": hint, "plain": unet(x, t, context).sample,
            "led": unet(x, t, context, down_block_additional_residuals=down,
                        mid_block_additional_residual=middle).sample}

    tiny = whole(AutoencoderTiny, args.tae)
    latents, pixels = torch.randn(2, tiny.config.latent_channels, 8, 8, generator=g), torch.rand(2, 3, 32, 32, generator=g)
    out |= {"latents": latents, "pixels": pixels, "decoded": tiny.decode(latents).sample,
            "encoded": tiny.encode(pixels).latents}

    estimator = whole(DPTForDepthEstimation, args.estimator)
    side = estimator.config.image_size
    picture = torch.rand(2, 3, side, side, generator=g) * 2 - 1
    out |= {"picture": picture, "depth": estimator(picture).predicted_depth.reshape(2, 1, side, side)}
save_file({k: v.contiguous() for k, v in out.items()}, args.out)
