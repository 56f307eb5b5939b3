#include <nn/precision.h>

#include <ATen/Context.h>

namespace tarn {

bool cpuHasFastBf16() { return __builtin_cpu_supports("avx512bf16"); } // every CPU with AMX has it too

void flushDenormals() { at::globalContext().setFlushDenormal(true); }

} // namespace tarn
