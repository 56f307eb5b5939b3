#include <base/cpu.h>

#include <cpuid.h>
#include <malloc.h>

#include <cstdlib>

namespace tarn {
namespace {

struct CpuLeaf {
    unsigned int eax = 0, ebx = 0, ecx = 0, edx = 0;

    CpuLeaf(unsigned int leaf, unsigned int subleaf)
    {
        if (!__get_cpuid_count(leaf, subleaf, &eax, &ebx, &ecx, &edx))
            eax = ebx = ecx = edx = 0;
    }
};

// Intel SDM, volume 2, CPUID: leaf 7 names AMX-BF16 and AMX-TILE in EDX bits 22 and 24; leaf 1D lists the
// palettes.
bool claimsAmx() { return CpuLeaf(7, 0).edx >> 24 & 1; }
bool claimsBf16Tiles() { return CpuLeaf(7, 0).edx >> 22 & 1; }
bool hasTilePalette() { return CpuLeaf(0x1d, 0).eax >= 1 && CpuLeaf(0x1d, 1).ebx != 0; }

} // namespace

bool hasFastBf16() { return (claimsBf16Tiles() && hasTilePalette()) || __builtin_cpu_supports("avx512bf16"); }

std::string usualDtype() { return hasFastBf16() ? "bf16" : "fp32"; }

void prepareComputeEnvironment()
{
    ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
    if (claimsAmx() && !hasTilePalette())
        ::setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_FP16", 0);
    constexpr int keptBlock = 32 << 20, keptTop = 256 << 20;
    ::mallopt(M_MMAP_THRESHOLD, keptBlock);
    ::mallopt(M_TRIM_THRESHOLD, keptTop);
}

} // namespace tarn
