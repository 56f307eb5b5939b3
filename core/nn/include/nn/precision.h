#pragma once

namespace tarn {

/// Whether this CPU multiplies bf16 in hardware (AVX512_BF16, AMX); without it fp32 is faster.
bool cpuHasFastBf16();

/// Makes this thread treat denormal numbers as zero; they are up to four times slower on narrow networks. The flag
/// is a register that threads inherit from the one that starts them, and OpenMP starts a pool for each calling
/// thread: so call this first on every thread that computes.
void flushDenormals();

} // namespace tarn
