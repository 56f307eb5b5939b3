#pragma once

#include <string>

namespace tarn {

/// Whether this CPU multiplies bf16 faster than fp32: in AMX tiles that work, or with AVX512_BF16. Some virtual machines
/// show AMX's flags but hide the CPUID leaf with its palettes; oneDNN then configures empty tiles, and its first bf16
/// product is an illegal instruction.
bool hasFastBf16();

/// The dtype that networks compute in where nobody asks for one: "bf16" where that is fast, else "fp32".
std::string usualDtype();

/// Sets what LibTorch's libraries read from the environment while they are loaded, so call it before that. Whatever the
/// user has set stays.
///  - ONEDNN_MAX_CPU_ISA keeps oneDNN to AVX-512 where AMX does not work.
///  - OMP_WAIT_POLICY=PASSIVE lets a thread that waits for another sleep. By default it spins, and where anything else
///    runs on the same cores (the window, a browser) it keeps the thread that it waits for from its core: pictures then
///    took several times as long.
/// It also lets the allocator keep up to 256 MiB of what tensors leave behind: each block of a network allocates anew,
/// and pages that are given back come again as page faults.
void prepareComputeEnvironment();

} // namespace tarn
