#pragma once

namespace tarn {

/// Whether this CPU multiplies bf16 in hardware (AVX512_BF16, AMX); without it fp32 is faster.
bool cpuHasFastBf16();

/// Call once at the start of a program, before the first tensor. Some virtual machines show the AMX flags but hide the
/// CPUID leaf with its tile sizes; oneDNN then configures empty tiles and the first bf16 product is an illegal
/// instruction. There this keeps oneDNN to AVX-512. What the user set in ONEDNN_MAX_CPU_ISA stays.
void avoidBrokenAmx();

/// Makes this thread treat denormal numbers as zero; they are up to four times slower on narrow networks. The flag is
/// a register that threads inherit from the one that starts them, and OpenMP starts a pool for each calling thread:
/// so call this first on every thread that computes.
void flushDenormals();

} // namespace tarn
