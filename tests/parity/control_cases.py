#!/usr/bin/env python3
"""ControlNets in diffusers' pipelines, on models that tiny_models.py wrote (families sd15, single, control).

    python control_cases.py --models DIR --out DIR --seed N [--size WxH] [--steps N]

Writes one safetensors file per case in the form of reference_cases.py: `in.control` is the hint of every net.
"""

import torch
from PIL import Image
import diffusers
from diffusers import (ControlNetModel, StableDiffusionControlNetImg2ImgPipeline,
                       StableDiffusionControlNetInpaintPipeline, StableDiffusionControlNetPipeline)
from reference_cases import NoiseLog, PROMPTS, Writer, picture, pixels, case_arguments

ONE, TWO = ["controlnet-sd15"], ["controlnet-sd15", "controlnet-sd15-b"]
# name: model, scheduler class (None: the model's own), nets, weights, ranges, strength (None: from text), guidance
CASES = {
    "control-ddim": ("sd15", "DDIMScheduler", ONE, [0.8], [(0, 1)], None, 6.5),
    "control-two": ("sd15", "EulerDiscreteScheduler", TWO, [0.8, -0.4], [(0, 1), (0, 1)], None, 6.5),
    "control-two-ranges": ("sd15", None, TWO, [0.9, 0.5], [(0.2, 0.7), (0, 0.5)], None, 6.5),
    "control-heun-range": ("sd15", "HeunDiscreteScheduler", ONE, [1.2], [(0.3, 1)], None, 6.5),
    "control-unguided": ("sd15", "DDIMScheduler", ONE, [0.7], [(0, 1)], None, 1.0),
    "control-img2img": ("sd15", "DDIMScheduler", ONE, [0.8], [(0, 1)], 0.7, 6.5),
    "control-img2img-ranges": ("sd15", "EulerAncestralDiscreteScheduler", TWO, [0.6, 0.7], [(0, 0.6), (0.4, 1)], 0.8, 6.5),
    "control-inpaint": ("sd15", "DDIMScheduler", ONE, [0.8], [(0, 1)], 0.8, 6.5),
    "control-inpaint-9ch": ("sd15-inpaint", None, TWO, [0.7, 0.5], [(0, 1), (0.3, 1)], 1.0, 6.5),
    "control-original": ("sd15-single", None, ["controlnet-original"], [0.8], [(0, 1)], None, 6.5),
}

if __name__ == "__main__":
    args = case_arguments(__doc__).parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    width, height = map(int, args.size.split("x"))
    w = Writer(args.out, args.seed)
    image, mask = picture(args.seed, width, height)
    # the hint is scaled by the pipeline
    hint = Image.merge("RGB", [mask, mask, image.getchannel(0)]).resize((width + 9, height - 5))
    load = dict(local_files_only=True)
    for name, (model, scheduler, nets, weights, ranges, strength, guidance) in CASES.items():
        inpaints = name.startswith("control-inpaint")
        cls = (StableDiffusionControlNetPipeline if strength is None
               else StableDiffusionControlNetInpaintPipeline if inpaints else StableDiffusionControlNetImg2ImgPipeline)
        nets = [(n, ControlNetModel.from_pretrained(args.models / n, **load)) for n in nets]
        pipe = cls.from_pretrained(args.models / model, controlnet=[net for _, net in nets], **load)
        pipe.set_progress_bar_config(disable=True)
        if scheduler:
            pipe.scheduler = getattr(diffusers, scheduler).from_config(pipe.scheduler.config)
        trail = []
        kw = dict(image=[hint] * len(nets)) if strength is None else dict(
            image=image, control_image=[hint] * len(nets), strength=strength, **({"mask_image": mask} if inpaints else {}))
        case = {"model": model, "nets": [n for n, _ in nets], "weights": weights, "ranges": ranges, "strength": strength,
                "prompt": PROMPTS[0], "negative_prompt": "bad, deformed, ugly", "steps": args.steps,
                "guidance_scale": guidance, "scheduler": type(pipe.scheduler).__name__, "width": width, "height": height}
        log = NoiseLog(args.seed).install()
        out = pipe(prompt=case["prompt"], negative_prompt=case["negative_prompt"], width=width, height=height,
                   num_inference_steps=args.steps, guidance_scale=guidance, output_type="pt",
                   controlnet_conditioning_scale=weights, control_guidance_start=[r[0] for r in ranges],
                   control_guidance_end=[float(r[1]) for r in ranges],
                   callback_on_step_end=lambda p, i, t, d: (trail.append(d["latents"].clone()), d)[1], **kw).images
        ins = {"control": pixels(hint)} | ({} if strength is None else {"image": pixels(image)})
        ins |= {"mask": pixels(mask)} if inpaints else {}
        w.save(name, case, ins, {"image": out} | {f"latents.{i}": x for i, x in enumerate(trail)}, log)
