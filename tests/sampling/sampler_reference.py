#!/usr/bin/env python3
"""What k-diffusion, diffusers and torch give, for the tests of core/sampling.

    sampler_reference.py k-diffusion|diffusers|noise --out DIR [--seed N]

Each case is one safetensors file; its metadata holds the parameters as JSON under "case".
"""
import argparse
import importlib.util
import itertools
import json
import math
import types
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

SHAPE = (1, 4, 6, 8)


class Writer:
    def __init__(self, out, seed):
        self.out, self.g, self.count = out, torch.Generator().manual_seed(seed), 0

    def randn(self):
        return torch.randn(SHAPE, generator=self.g)

    def save(self, name, case, tensors):
        tensors = {k: v.contiguous().clone() for k, v in tensors.items()}
        save_file(tensors, self.out / f"{self.count:04}-{name}.safetensors", metadata={"case": json.dumps(case)})
        self.count += 1


def k_diffusion(w):
    package = types.ModuleType("k_diffusion")  # without its __init__, which wants far more
    package.__path__ = list(importlib.util.find_spec("k_diffusion").submodule_search_locations)
    package.utils = types.ModuleType("k_diffusion.utils")
    package.utils.append_dims = lambda x, n: x[(...,) + (None,) * (n - x.ndim)]
    sys.modules |= {"k_diffusion": package, "k_diffusion.utils": package.utils}
    import k_diffusion.sampling as k
    denoise = lambda x, s, **_: x / (1 + s.view(-1, 1, 1, 1) ** 2) + 0.1 * torch.sin(3 * x) / (1 + s.view(-1, 1, 1, 1))
    low, high = 0.0291675, 14.614642
    for steps in (1, 2, 3, 9, 20):
        schedules = {"karras": k.get_sigmas_karras(steps, low, high),
                     "exponential": k.get_sigmas_exponential(steps, low, high),
                     "polyexponential": k.get_sigmas_polyexponential(steps, low, high, rho=0.8)}
        for (schedule, sigmas), sampler in itertools.product(schedules.items(), (
                "euler", "euler_ancestral", "heun", "dpm_2", "dpm_2_ancestral", "lms", "dpmpp_2s_ancestral",
                "dpmpp_2m", "dpmpp_sde", "dpmpp_2m_sde", "dpmpp_3m_sde")):
            if steps == 1 and sampler in ("dpmpp_2m_sde", "dpmpp_3m_sde"):
                continue  # fails there: it reads a step that was never set
            # In double, because fp32 loses the lower level of an ancestral step that goes far.
            sigmas, drawn, seen = sigmas.double(), [], []
            x = w.randn().double() * sigmas[0]

            def noise(*_):
                drawn.append(w.randn())
                return drawn[-1]
            extra = dict(noise_sampler=noise) if "ancestral" in sampler or "sde" in sampler else {}
            out = getattr(k, "sample_" + sampler)(denoise, x.clone(), sigmas, disable=True,
                                                  callback=lambda d: seen.append(d["x"]), **extra)
            w.save(f"{sampler}-{schedule}-{steps}", {"sampler": sampler, "schedule": schedule, "steps": steps},
                   {"x": x, "sigmas": sigmas, "out": out}
                   | {f"noise.step.{i}": n for i, n in enumerate(drawn)} | {f"seen.{i}": n for i, n in enumerate(seen)})


BASE = dict(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
LEADING = dict(timestep_spacing="leading", steps_offset=1)
TRAILING = dict(timestep_spacing="trailing")
LINSPACE = dict(timestep_spacing="linspace")
V = dict(prediction_type="v_prediction")
ZERO_SNR = dict(rescale_betas_zero_snr=True) | V
SPACINGS = [{}, LEADING, TRAILING, LINSPACE, LEADING | V, dict(timestep_spacing="leading"),
            dict(prediction_type="sample"),
            dict(beta_schedule="linear", beta_start=0.0001, beta_end=0.02), dict(beta_schedule="squaredcos_cap_v2"),
            dict(num_train_timesteps=400, trained_betas=[0.0002 + 0.00005 * i for i in range(400)])]
KARRAS = [dict(use_karras_sigmas=True), dict(use_karras_sigmas=True) | LEADING,
          dict(use_karras_sigmas=True, sigma_min=0.05, sigma_max=10.0), dict(use_exponential_sigmas=True),
          dict(use_exponential_sigmas=True, sigma_min=0.05, sigma_max=10.0), dict(use_beta_sigmas=True) | V]
CLIP = [dict(clip_sample=True), dict(clip_sample=True, clip_sample_range=0.5) | V]
FINAL = [dict(final_sigmas_type="sigma_min"), dict(final_sigmas_type="sigma_min", use_karras_sigmas=True),
         dict(final_sigmas_type="sigma_min", use_exponential_sigmas=True)]
SOLVER = [dict(solver_order=1), dict(solver_order=3), dict(lower_order_final=False), dict(solver_type="heun"),
          dict(solver_order=3, final_sigmas_type="sigma_min", lower_order_final=False)]
DPM = SPACINGS + KARRAS + FINAL + SOLVER + [
    ZERO_SNR | TRAILING, ZERO_SNR | TRAILING | dict(use_karras_sigmas=True), dict(use_lu_lambdas=True),
    dict(use_karras_sigmas=True, beta_schedule="squaredcos_cap_v2"), dict(lambda_min_clipped=-2.0),
    dict(solver_type="bh2"), dict(euler_at_final=True, final_sigmas_type="sigma_min")]

# our name: class, its own arguments, variants of the config
SCHEDULERS = {
    "ddpm": ("DDPMScheduler", {}, SPACINGS + CLIP + [ZERO_SNR | TRAILING, dict(variance_type="fixed_large"),
                                                     dict(variance_type="fixed_small_log")]),
    "ddim": ("DDIMScheduler", {}, SPACINGS + CLIP + [ZERO_SNR | TRAILING, ZERO_SNR | LEADING,
                                                     dict(set_alpha_to_one=False) | LEADING]),
    "pndm": ("PNDMScheduler", {}, [v | dict(skip_prk_steps=skip) for skip in (True, False) for v in SPACINGS
                                   if v.get("prediction_type") != "sample"] + [dict(set_alpha_to_one=True)]),
    "euler": ("EulerDiscreteScheduler", {}, SPACINGS + KARRAS + FINAL + [ZERO_SNR | TRAILING]),
    "euler_ancestral": ("EulerAncestralDiscreteScheduler", {},
                        [v for v in SPACINGS if v.get("prediction_type") != "sample"] + [ZERO_SNR | TRAILING]),
    "heun": ("HeunDiscreteScheduler", {}, SPACINGS + KARRAS + CLIP),
    "lms": ("LMSDiscreteScheduler", {}, SPACINGS + KARRAS),
    "dpm_2": ("KDPM2DiscreteScheduler", {}, [v for v in SPACINGS + KARRAS if v.get("prediction_type") != "sample"]),
    # Its fp32 levels vanish or become NaN on the cosine schedule, whose sigmas differ by a factor of a million.
    "dpm_2_ancestral": ("KDPM2AncestralDiscreteScheduler", {},
                        [v for v in SPACINGS + KARRAS if v.get("prediction_type") != "sample"
                         and v.get("beta_schedule") != "squaredcos_cap_v2"]),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", dict(algorithm_type="dpmsolver++"), DPM),
    "dpmpp_2m_sde": ("DPMSolverMultistepScheduler", dict(algorithm_type="sde-dpmsolver++"), DPM),
    "dpmpp_sde": ("DPMSolverSDEScheduler", {}, [v for v in SPACINGS + KARRAS if v.get("prediction_type") != "sample"]),
    "unipc": ("UniPCMultistepScheduler", {}, SPACINGS + KARRAS + FINAL + SOLVER + [
        ZERO_SNR | TRAILING, dict(solver_type="bh1", final_sigmas_type="sigma_min"),
        dict(solver_type="bh1", solver_order=3, final_sigmas_type="sigma_min"),
        dict(disable_corrector=[0, 2])]),
    "lcm": ("LCMScheduler", {}, SPACINGS + CLIP + [ZERO_SNR, dict(original_inference_steps=40, timestep_scaling=5.0)]),
}


class Network:
    """A closed form of (input, time step): the posterior mean under SD's noise levels, with something that is not linear."""

    def __init__(self):
        betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float32) ** 2
        alphas = torch.cumprod(1 - betas, 0)
        self.logs = (((1 - alphas) / alphas) ** 0.5).double().log()

    def __call__(self, x, t, prediction):
        t = min(max(float(t), 0), 999)
        low = min(int(t), 998)
        sigma = math.exp(self.logs[low].item() + (t - low) * (self.logs[low + 1] - self.logs[low]).item())
        scale = math.sqrt(1 + sigma * sigma)
        denoised = x / scale + 0.1 * torch.sin(3 * x * scale) / (1 + sigma)
        if prediction == "sample":
            return denoised
        eps = (x * scale - denoised) / sigma
        return eps if prediction == "epsilon" else (eps - sigma * denoised) / scale


def finite(tensors):
    return all(t.isfinite().all() for t in tensors.values())


def scheduled(w, network, scheduler, steps):
    """One run as a pipeline does it, or why diffusers itself fails."""
    module = sys.modules[type(scheduler).__module__]
    drawn = []

    def noise(*_, **__):
        drawn.append(w.randn())
        return drawn[-1]
    module.randn_tensor = noise
    module.BrownianTreeNoiseSampler = lambda *_: noise
    try:
        scheduler.set_timesteps(steps)
        start = w.randn()
        x = start.double() * float(scheduler.init_noise_sigma)  # so that only the schedulers that insist round to fp32
        tensors = {"noise.init": start, "x": x}
        for i, t in enumerate(scheduler.timesteps):
            output = network(scheduler.scale_model_input(x, t), t, scheduler.config.prediction_type)
            x = scheduler.step(output, t, x).prev_sample
            tensors[f"latents.{i}"] = x
    except (ValueError, IndexError, RuntimeError, AssertionError) as e:
        return str(e)
    tensors["timesteps"] = scheduler.timesteps.double()
    return (tensors | {f"noise.step.{i}": n for i, n in enumerate(drawn)}) if finite(tensors) else "not finite"


def diffusers_schedulers(w):
    import diffusers
    network = Network()
    for sampler, (cls, own, variants) in SCHEDULERS.items():
        for i, variant in enumerate(variants):
            config = {"_class_name": cls, "clip_sample": False} | BASE | own | variant
            scheduler = getattr(diffusers, cls).from_config(config)
            for steps in (1, 2, 3, 7) + (20,) * (i < 4):
                tensors = scheduled(w, network, scheduler, steps)
                name = "-".join([sampler, str(steps)] + [f"{k}={v}" for k, v in variant.items() if k != "trained_betas"])
                if isinstance(tensors, str):
                    print(f"{name}: {tensors}")
                    continue
                w.save(name, {"sampler": sampler, "steps": steps, "config": config}, tensors)


def torch_noise(w):
    for seed, shape in itertools.product((0, 1, 42, 2 ** 31, 2 ** 32 + 42, 2 ** 63 + 5), (
            (1, 1, 1, 1), (1, 3, 1, 5), (1, 1, 4, 4), (1, 1, 1, 17), (1, 4, 6, 8), (1, 4, 7, 9), (1, 4, 64, 64))):
        g = torch.Generator().manual_seed(seed)
        w.save("noise", {"seed": str(seed)}, {f"draw.{i}": torch.randn(shape, generator=g) for i in range(3)})


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("what", choices=("k-diffusion", "diffusers", "noise"))
    a.add_argument("--out", type=Path, required=True)
    a.add_argument("--seed", type=int, default=0)
    args = a.parse_args()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    {"k-diffusion": k_diffusion, "diffusers": diffusers_schedulers, "noise": torch_noise}[args.what](
        Writer(args.out, args.seed))
