#!/usr/bin/env python3
"""Fits the linear map from a model's latents to colours that previews are drawn with, by least squares over pictures
that the model draws. Usage: fit_latent_rgb.py TARN MODEL-FOLDER; writes MODEL-FOLDER/latent_rgb.json."""
import json, pathlib, subprocess, sys, tempfile

import numpy as np
from safetensors.numpy import load_file

PROMPTS = ["a landscape with rivers and mountains", "a red sunset over the sea", "a desert with dunes at noon",
           "a forest in autumn", "a winter landscape with snow", "a starry night with the moon over the hills"]

tarn, model = sys.argv[1], pathlib.Path(sys.argv[2])
latents, colours = [], []
with tempfile.TemporaryDirectory() as folder:
    for prompt in PROMPTS:
        tensors = f"{folder}/tensors.safetensors"
        subprocess.run([tarn, "generate", prompt, "--model", model, "--seed", "1", "--count", "4", "--guidance", "5",
                        "--dtype", "fp32", "--quiet", "--output", f"{folder}/a.png", "--tensors-out", tensors], check=True)
        run = load_file(tensors)
        x, image = run["latents"], run["image"]
        f = image.shape[2] // x.shape[2]
        pooled = image.reshape(len(image), 3, x.shape[2], f, x.shape[3], f).mean((3, 5))
        latents.append(x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1]))
        colours.append(pooled.transpose(0, 2, 3, 1).reshape(-1, 3))
x, y = np.concatenate(latents), np.concatenate(colours)
x = np.concatenate([x, np.ones((len(x), 1), x.dtype)], 1)
weights = np.linalg.lstsq(x, y, rcond=None)[0]
error = float(np.sqrt(((x @ weights - y) ** 2).mean()))
print(f"{len(x)} places, RMS error {error:.4f} of 1, standard deviation of the colours {y.std():.4f}")
(model / "latent_rgb.json").write_text(json.dumps(
    {"matrix": np.round(weights[:-1], 5).tolist(), "bias": np.round(weights[-1], 5).tolist()}) + "\n")
