#!/usr/bin/env python3
"""Leaves in a network's folder only the tensors that differ from another model's, and takes the rest from there by a
relative link, as a sharded network. Usage: share_weights.py FOLDER BASE-FOLDER, both of one network, such as
starter-inpaint/unet and starter/unet, in models that stay side by side."""
import json, os, pathlib, sys

import numpy as np
from safetensors.numpy import load_file, save_file

STEM = "diffusion_pytorch_model"
folder, base = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
whole = folder / f"{STEM}.safetensors"
own, shared = load_file(whole), load_file(base / whole.name)
same = {name for name, tensor in own.items()
        if name in shared and shared[name].dtype == tensor.dtype and shared[name].shape == tensor.shape
        and np.array_equal(shared[name], tensor)}
if not same:
    sys.exit(f'"{folder}" has no tensor of "{base}"; nothing was changed.')

# The base comes first: where all of every shard is read, as diffusers does, the own tensors are what stays.
names = [f"{STEM}-0000{i}-of-00002.safetensors" for i in (1, 2)]
(folder / names[0]).symlink_to(os.path.relpath(base / whole.name, folder))
save_file({name: own[name] for name in own if name not in same}, folder / names[1], {"format": "pt"})
index = {"metadata": {"total_size": sum(tensor.nbytes for tensor in own.values())},
         "weight_map": {name: names[name not in same] for name in sorted(own)}}
(folder / f"{STEM}.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
whole.unlink()
print(f"{len(same)} tensors are shared, {len(own) - len(same)} are its own")
