#!/usr/bin/env python3
"""Depth estimation by transformers and depth to image by diffusers, on models that tiny_models.py wrote.

    python depth_cases.py --models DIR --out DIR --seed N [--size WxH] [--steps N]

Writes one safetensors file per case in the form of reference_cases.py. `estimate-MODEL`: the picture, and the map
that the estimator gives for both ways of preparing it. `depth2img-…`: the whole pipeline, for the model's own
estimate and for maps that were handed in (`in.map`, grey bytes).
"""

import torch
import torch.nn.functional as F
from diffusers import DDIMScheduler, EulerAncestralDiscreteScheduler, StableDiffusionDepth2ImgPipeline
from reference_cases import NoiseLog, PROMPTS, Writer, picture, pixels, case_arguments


def aspect_size(width, height, target=384, multiple=32):
    """ldm/modules/midas/midas/transforms.py: Resize with "minimal", kept aspect, multiples of 32."""
    scale_height, scale_width = target / height, target / width
    if abs(1 - scale_width) < abs(1 - scale_height):
        scale_height = scale_width
    else:
        scale_width = scale_height
    nearest = lambda x: round(x / multiple) * multiple
    return nearest(scale_height * height), nearest(scale_width * width)


def estimates(w, pipe, name, image):
    squashed = pipe.feature_extractor(images=image, return_tensors="pt").pixel_values
    size = aspect_size(*image.size)
    kept = F.interpolate(pixels(image).permute(2, 0, 1)[None] / 255, size=size, mode="bicubic") * 2 - 1
    net = pipe.depth_estimator
    outs = {"squash": net(squashed).predicted_depth}
    assert torch.equal(dpt_of_any_size(net, squashed), outs["squash"])
    outs["aspect"] = dpt_of_any_size(net, kept)
    w.save(f"estimate-{name}", {"model": name}, {"image": pixels(image)}, outs)


def dpt_of_any_size(net, x):
    """transformers' hybrid refuses all sizes but one: this calls its parts as MiDaS calls its own."""
    embed = net.dpt.embeddings
    maps = embed.backbone(x).feature_maps
    rows, columns = maps[-1].shape[-2:]
    tokens = embed.projection(maps[-1]).flatten(2).transpose(1, 2)
    tokens = torch.cat([embed.cls_token.expand(len(x), -1, -1), tokens], 1)
    tokens = tokens + embed._resize_pos_embed(embed.position_embeddings, rows, columns)
    states = []
    for layer in net.dpt.encoder.layer:
        tokens = layer(tokens)
        states.append(tokens)
    read = [states[i] for i in net.config.backbone_out_indices[2:]]
    return net.head(net.neck([maps[0], maps[1], *read], rows, columns))


def depth_to_image(w, pipe, name, model, image, steps, strength=0.7, scheduler=None, own_map=None, **more):
    log = NoiseLog(w.seed).install()
    trail, own = [], pipe.scheduler
    if scheduler:
        pipe.scheduler = scheduler.from_config(pipe.scheduler.config)
    guidance = more.pop("guidance", 6.5)
    case = {"model": model, "prompt": PROMPTS[1], "negative_prompt": "bad, deformed, ugly, bad anatomy", "steps": steps,
            "guidance_scale": guidance, "strength": strength, "scheduler": type(pipe.scheduler).__name__}
    ins = {"image": pixels(image)}
    if own_map is not None:
        ins["map"] = own_map
        more["depth_map"] = own_map[None] / 255
    keep = lambda p, i, t, d: (trail.append(d["latents"].clone()), d)[1]
    out = pipe(prompt=case["prompt"], negative_prompt=case["negative_prompt"], image=image, strength=strength,
               num_inference_steps=steps, guidance_scale=guidance, output_type="pt", callback_on_step_end=keep, **more)
    pipe.scheduler = own
    w.save(name, case, ins, {"image": out.images} | {f"latents.{i}": x for i, x in enumerate(trail)}, log)


if __name__ == "__main__":
    args = case_arguments(__doc__).parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    width, height = map(int, args.size.split("x"))
    w = Writer(args.out, args.seed)
    image, _ = picture(args.seed, width, height)
    hand = lambda *size: torch.randint(0, 256, size, generator=w.g, dtype=torch.uint8)
    for model in ("sd2-depth", "sd2-depth-single"):
        pipe = StableDiffusionDepth2ImgPipeline.from_pretrained(args.models / model, local_files_only=True)
        pipe.set_progress_bar_config(disable=True)
        estimates(w, pipe, model, image)
        depth_to_image(w, pipe, f"depth2img-{model}", model, image, args.steps)
        if model == "sd2-depth":
            more = dict(pipe=pipe, model=model, image=image, steps=args.steps)
            depth_to_image(w, name="depth2img-ddim-map", scheduler=DDIMScheduler, own_map=hand(height, width), **more)
            depth_to_image(w, name="depth2img-euler-a-large-map", scheduler=EulerAncestralDiscreteScheduler,
                           own_map=hand(3 * height, 2 * width), strength=1.0, **more)
            depth_to_image(w, name="depth2img-unguided", scheduler=DDIMScheduler, guidance=1.0, strength=0.4, **more)
