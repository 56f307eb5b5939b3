#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <functional>
#include <string>

namespace tarn {

/// The device of a name: "cpu"; "cuda" or "cuda:N", an NVIDIA card, counted from 0; "auto": the first card where
/// it can be used, else the CPU. The first card loads LibTorch's CUDA libraries from beside libtorch_cpu.so, which
/// takes a moment; a machine without a card needs none of them. Any thread may call. Throws UsageError for another
/// name, and StudioError with one sentence where the driver, the card or the libraries are missing or unfit.
at::Device openDevice(const std::string& name);

/// Bytes of a card that are free, with those that LibTorch keeps for later.
std::uint64_t freeCardMemory(at::Device card);

/// Gives back what LibTorch keeps of a card's memory for later; nothing for the CPU.
void releaseKeptMemory(at::Device device);

/// Runs `work` and says in one sentence what LibTorch throws about the device: OutOfDeviceMemory, and DeviceLost
/// where a card does not answer any more. All else goes through.
void onDevice(const std::function<void()>& work);

} // namespace tarn
