#!/usr/bin/env bash
# Pins what setup.sh fetches: writes the *.lock files beside this script. Run it to move to newer versions.
set -euo pipefail
cd "$(dirname "$0")"
uv=../build/deps/uv/bin/uv

pin() { # pin FILE [OPTION…] < requirements
    local file=$1
    shift
    "$uv" pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 "$@" - >"$file"
}

pin uv.lock --no-deps <<<"uv==0.13.9"

# LibTorch: the wheel, and of its CUDA wheels the two libraries that libtorch_cpu.so itself is linked to.
pin libtorch.lock --no-deps <<END
torch==2.11.0
nvidia-cuda-runtime==13.0.96
nvidia-cuda-cupti==13.0.85
END

# What libtorch_cuda.so is linked to or loads, in the versions of torch's own requirements (2.5 GB).
pin libtorch-cuda.lock --no-deps <<END
nvidia-cublas==13.1.0.3
nvidia-cuda-nvrtc==13.0.88
nvidia-cudnn-cu13==9.19.0.56
nvidia-cufft==12.0.0.61
nvidia-cufile==1.15.1.6
nvidia-curand==10.4.0.35
nvidia-cusolver==12.0.4.66
nvidia-cusparse==12.6.3.3
nvidia-cusparselt-cu13==0.8.0
nvidia-nccl-cu13==2.28.9
nvidia-nvjitlink==13.0.88
nvidia-nvshmem-cu13==3.4.5
nvidia-nvtx==13.0.85
END

# What the parity tests compare with.
pin parity.lock <<END
torch==2.11.0
diffusers==0.42.1
transformers==5.23.0
safetensors
sentencepiece
protobuf
ftfy
peft
scipy
torchdiffeq
torchsde
END

# Of these two only single files are read: the CLIP merges and k-diffusion's sampling.py.
pin parity-files.lock --no-deps <<END
open_clip_torch==3.3.0
k-diffusion==0.1.1.post1
END
