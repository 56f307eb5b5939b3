#!/usr/bin/env python3
"""Tensors of every element type that torch knows, written or checked with the safetensors package.

    python tensor_file_cases.py write FILE SEED
    python tensor_file_cases.py check FILE SEED    fails unless FILE holds the same bits and metadata
"""
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

TYPES = [torch.bool, torch.uint8, torch.int8, torch.uint16, torch.int16, torch.uint32, torch.int32, torch.uint64,
         torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64,
         torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e8m0fnu, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz]
METADATA = {"format": "pt", "note": "ünïcode \"quoted\"\n"}


def tensors(seed):
    g = torch.Generator().manual_seed(seed)
    result = {}
    for kind in TYPES:
        for shape in ((), (0, 3), (3,), (2, 3, 5)):
            count = torch.empty(shape).numel() * torch.empty((), dtype=kind).element_size()
            raw = torch.randint(0, 2 if kind == torch.bool else 256, (count,), generator=g, dtype=torch.uint8)
            result[f"{kind}.{len(shape)}"] = raw.view(kind).reshape(shape)
    return result


def bits(tensor):
    return tensor.contiguous().reshape(-1).view(torch.uint8)


if __name__ == "__main__":
    mode, path, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    expected = tensors(seed)
    if mode == "write":
        save_file(expected, path, metadata=METADATA)
    else:
        found = load_file(path)
        with safe_open(path, "pt") as file:
            assert file.metadata() == METADATA, file.metadata()
        assert found.keys() == expected.keys()
        for name, tensor in expected.items():
            assert found[name].dtype == tensor.dtype and found[name].shape == tensor.shape, name
            assert torch.equal(bits(found[name]), bits(tensor)), name
