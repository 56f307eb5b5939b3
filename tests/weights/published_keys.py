#!/usr/bin/env python3
"""Write full-size published models without their weights: headers are whole, data are holes in sparse files.

    python published_keys.py --out DIR [--only NAME ...]

For each model: NAME/ in diffusers' layout, NAME.safetensors as the original repository publishes it, and NAME.json with
the names and shapes that its networks must come out with: {part: {name: shape}}.
"""
import argparse
import json
import struct
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

sys.path.append(str(Path(__file__).parent.parent / "parity"))
from tiny_models import ldm_clip, ldm_unet, ldm_vae  # noqa: E402

UNET = dict(block_out_channels=(320, 640, 1280, 1280), layers_per_block=2, norm_num_groups=32, sample_size=64,
            out_channels=4)
SD1 = dict(UNET, cross_attention_dim=768, attention_head_dim=8)
SD2 = dict(UNET, cross_attention_dim=1024, attention_head_dim=(5, 10, 20, 20), use_linear_projection=True)
X4 = dict(SD2, block_out_channels=(256, 512, 512, 1024), attention_head_dim=8, num_class_embeds=1000,
          only_cross_attention=(True, True, True, False),
          down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * 3,
          up_block_types=("CrossAttnUpBlock2D",) * 3 + ("UpBlock2D",))
VAE = (128, 256, 512, 512)
EPS = dict(prediction_type="epsilon")
V = dict(prediction_type="v_prediction")

# input channels, UNet, widths of the VAE, its scale, scheduler
MODELS = {
    "sd15": (4, SD1, VAE, 0.18215, EPS),
    "sd15-inpaint": (9, SD1, VAE, 0.18215, EPS),
    "sd21": (4, SD2, VAE, 0.18215, EPS),
    "sd2-inpaint": (9, SD2, VAE, 0.18215, EPS),
    "sd2-depth": (5, SD2, VAE, 0.18215, EPS),
    "x4-upscaler": (7, X4, VAE[:3], 0.08333, V),
}


def write_header(path, weights):
    """A safetensors file of half precision whose data are a hole."""
    header, end = {}, 0
    for name, value in weights.items():
        begin, end = end, end + 2 * value.numel()
        header[name] = {"dtype": "F16", "shape": list(value.shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)


def write_part(folder, stem, weights, config):
    folder.mkdir(parents=True)
    write_header(folder / f"{stem}.safetensors", weights)
    (folder / "config.json").write_text(json.dumps(config))


def write_model(out, name):
    channels, unet, widths, scale, scheduler = MODELS[name]
    two = unet["cross_attention_dim"] == 1024
    width, layers = (1024, 23) if two else (768, 12)
    clip = CLIPTextConfig(vocab_size=49408, hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
                          num_attention_heads=width // 64, max_position_embeddings=77,
                          hidden_act="gelu" if two else "quick_gelu")
    with torch.device("meta"):
        nets = {"unet": UNet2DConditionModel(in_channels=channels, **unet),
                "vae": AutoencoderKL(block_out_channels=widths, layers_per_block=2, latent_channels=4,
                                     down_block_types=["DownEncoderBlock2D"] * len(widths),
                                     up_block_types=["UpDecoderBlock2D"] * len(widths), scaling_factor=scale),
                "text_encoder": CLIPTextModel(clip)}
    weights = {part: dict(net.state_dict()) for part, net in nets.items()}
    weights["text_encoder"] = {"text_model." + k.removeprefix("text_model."): v
                               for k, v in weights["text_encoder"].items() if not k.endswith("position_ids")}

    root = out / name
    for part, net in nets.items():
        stem = "model" if part == "text_encoder" else "diffusion_pytorch_model"
        config = net.config.to_dict() if part == "text_encoder" else dict(net.config)
        write_part(root / part, stem, weights[part], config)
    (root / "scheduler").mkdir()
    (root / "scheduler/scheduler_config.json").write_text(json.dumps(scheduler))
    (root / "model_index.json").write_text("{}")

    internal = {"unet": ldm_unet(weights["unet"]), "vae": ldm_vae(weights["vae"], len(widths))}
    single = internal["unet"] | internal["vae"] | ldm_clip(weights["text_encoder"], layers, two)
    # What the published files carry besides.
    single |= {"alphas_cumprod": torch.empty(1000), "model_ema.decay": torch.empty(()),
               "model_ema.diffusion_modelinput_blocks00bias": torch.empty(320),
               "depth_model.model.pretrained.model.cls_token": torch.empty(1, 1, 768)}
    write_header(out / f"{name}.safetensors", single)
    internal["text_encoder"] = {k.removeprefix("text_model."): v for k, v in weights["text_encoder"].items()}
    prefixes = {"unet": "model.diffusion_model.", "vae": "first_stage_model.", "text_encoder": ""}
    (out / f"{name}.json").write_text(json.dumps({
        part: {k.removeprefix(prefixes[part]): list(v.shape) for k, v in tensors.items()}
        for part, tensors in internal.items()}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=MODELS, default=list(MODELS))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for model in args.only:
        write_model(args.out, model)
