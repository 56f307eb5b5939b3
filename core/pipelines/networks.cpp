#include <base/cpu.h>
#include <base/error.h>
#include <pipelines/networks.h>

namespace tarn {

std::string usualDtype(at::Device device) { return device.is_cpu() ? usualDtype() : "fp16"; }

at::ScalarType dtypeOf(const std::string& name)
{
    if (name == "fp32")
        return at::kFloat;
    if (name == "bf16")
        return at::kBFloat16;
    if (name == "fp16")
        return at::kHalf;
    throw UsageError("There is no dtype \"" + name + "\"; use auto, fp32, bf16 or fp16.");
}

} // namespace tarn
