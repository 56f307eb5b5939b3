#!/usr/bin/env python3
"""Moves what a network learnt after its base onto another base: tuned + (new base - old base), tensor by tensor; what
the base does not have stays. A first layer that is shown more channels keeps what it makes of them. For a UNet and the
UNet it was tuned from, or a ControlNet and the UNet it leads.
Usage: rebase_weights.py TUNED-FOLDER OLD-BASE-FOLDER NEW-BASE-FOLDER OUT-FOLDER"""
import pathlib, shutil, sys

import numpy as np
from safetensors.numpy import load_file, save_file

STEM = "diffusion_pytorch_model"


def tensors(folder):
    """Of all shards, the last of which wins, as where weights are shared (share_weights.py)."""
    found = {}
    for file in sorted(folder.glob(f"{STEM}*.safetensors")):
        found.update(load_file(file))
    return found


tuned_folder, old_folder, new_folder, out = map(pathlib.Path, sys.argv[1:])
tuned, old, new = tensors(tuned_folder), tensors(old_folder), tensors(new_folder)
for name in tuned.keys() & old.keys() & new.keys():
    if np.array_equal(tuned[name], old[name]):  # shared with the base, and stays so, to the last bit
        tuned[name] = new[name]
        continue
    change = new[name].astype(np.float32) - old[name].astype(np.float32)
    if tuned[name].ndim == 4:
        more = tuned[name].shape[1] - change.shape[1]
        change = np.pad(change, ((0, 0), (0, more), (0, 0), (0, 0)))
    tuned[name] = (tuned[name].astype(np.float32) + change).astype(tuned[name].dtype)
out.mkdir(parents=True, exist_ok=True)
save_file(tuned, out / f"{STEM}.safetensors", {"format": "pt"})
shutil.copy(tuned_folder / "config.json", out)
