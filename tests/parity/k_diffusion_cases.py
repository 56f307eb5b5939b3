#!/usr/bin/env python3
"""k-diffusion's samplers and schedules over a tiny diffusers model: text to image as A1111 and ComfyUI do it.

    python k_diffusion_cases.py --models DIR --out DIR --seed N [--size WxH] [--steps N]

Writes one safetensors file per case in the form of reference_cases.py: `in.noise.init` is standard-normal (the run
starts from it times the first sigma), `in.noise.step.K` the sampler's draws, `out.latents` the end, `out.image`.
"""
import importlib.util
import math
import sys
import types
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from reference_cases import case_arguments, PROMPTS, Writer


def k_sampling():
    """k-diffusion's sampling.py without the package's __init__, which wants far more than it needs."""
    root = Path(importlib.util.find_spec("k_diffusion").submodule_search_locations[0])
    package = types.ModuleType("k_diffusion")
    package.__path__ = [str(root)]
    utils = types.ModuleType("k_diffusion.utils")
    utils.append_dims = lambda x, n: x[(...,) + (None,) * (n - x.ndim)]
    package.utils = utils
    sys.modules |= {"k_diffusion": package, "k_diffusion.utils": utils}
    import k_diffusion.sampling
    return k_diffusion.sampling


class Denoiser:
    """A diffusers UNet as D(x, sigma), with time steps interpolated in log sigma (k-diffusion's external.py)."""

    def __init__(self, pipe, context, guidance):
        self.pipe, self.context, self.guidance = pipe, context, guidance
        alphas = pipe.scheduler.alphas_cumprod
        self.sigmas = ((1 - alphas) / alphas) ** 0.5
        self.v = pipe.scheduler.config.prediction_type == "v_prediction"

    def timestep(self, sigma):
        log, table = sigma.log(), self.sigmas.log()
        low = int((table <= log).sum().clamp(1, len(table) - 1)) - 1
        w = ((table[low] - log) / (table[low] - table[low + 1])).clamp(0, 1)
        return (1 - w) * low + w * (low + 1)

    def __call__(self, x, sigma, **_):
        sigma = sigma.flatten()[0]
        scale = 1 / (sigma ** 2 + 1) ** 0.5
        t = self.timestep(sigma).expand(2)
        out = self.pipe.unet((x * scale).repeat(2, 1, 1, 1), t, self.context).sample
        negative, positive = out.chunk(2)
        out = negative + self.guidance * (positive - negative)
        return x / (sigma ** 2 + 1) - out * sigma * scale if self.v else x - sigma * out


def main():
    args = case_arguments(__doc__).parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    k = k_sampling()
    width, height = map(int, args.size.split("x"))
    w = Writer(args.out, args.seed)
    guidance, n = 6.5, args.steps
    cases = [("sd15", "euler", "karras"), ("sd15", "euler_ancestral", "normal"), ("sd15", "heun", "exponential"),
             ("sd15", "lms", "karras"), ("sd15", "dpm_2", "karras"), ("sd15", "dpmpp_2m", "karras"),
             ("sd15", "dpmpp_sde", "karras"), ("sd15", "dpmpp_2m_sde", "exponential"),
             ("sd2-v", "dpmpp_2m", "karras"), ("sd2-v", "euler_ancestral", "polyexponential"), ("sd2-v", "dpm_2", "normal")]
    for model, sampler, schedule in cases:
        pipe = StableDiffusionPipeline.from_pretrained(args.models / model, local_files_only=True)
        positive, negative = pipe.encode_prompt(PROMPTS[0], "cpu", 1, True, "bad, deformed, ugly")
        denoise = Denoiser(pipe, torch.cat([negative, positive]), guidance)
        lo, hi = float(denoise.sigmas[0]), float(denoise.sigmas[-1])
        if schedule == "normal":
            t = torch.linspace(len(denoise.sigmas) - 1, 0, n)
            low, high, part = t.floor().long(), t.ceil().long(), t.frac()
            sigmas = torch.cat([((1 - part) * denoise.sigmas.log()[low] + part * denoise.sigmas.log()[high]).exp(), torch.zeros(1)])
        else:
            sigmas = getattr(k, "get_sigmas_" + schedule)(n, lo, hi)
        factor = 2 ** (len(pipe.vae.config.block_out_channels) - 1)
        init = w.randn(1, 4, height // factor, width // factor)
        drawn = []

        def noise(*_):
            drawn.append(w.randn(*init.shape))
            return drawn[-1]
        kw = dict(noise_sampler=noise) if "ancestral" in sampler or "sde" in sampler else {}
        latents = getattr(k, "sample_" + sampler)(denoise, init * sigmas[0], sigmas, disable=True, **kw)
        image = (pipe.vae.decode(latents / pipe.vae.config.scaling_factor).sample / 2 + 0.5).clamp(0, 1)
        w.save(f"{model}-{sampler}-{schedule}",
               {"model": model, "sampler": sampler, "schedule": schedule, "steps": n, "guidance_scale": guidance,
                "width": width, "height": height, "prompt": PROMPTS[0], "negative_prompt": "bad, deformed, ugly"},
               {"noise.init": init} | {f"noise.step.{i}": d for i, d in enumerate(drawn)},
               {"latents": latents, "image": image, "sigmas": sigmas})


if __name__ == "__main__":
    main()
