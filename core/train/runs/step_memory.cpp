#include "step_memory.h"

#include <ATen/ATen.h>
#include <c10/core/CPUAllocator.h>
#include <c10/mobile/CPUCachingAllocator.h>

#include <limits>

namespace tarn {
namespace {

/// Never ends: tensors may be given back after main.
c10::CPUCachingAllocator& blocks()
{
    static auto* const all = new c10::CPUCachingAllocator;
    return *all;
}

void giveBack(void* block)
{
    if (block)
        blocks().free(block);
}

class KeepingAllocator final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) override
    {
        void* const block = bytes > 0 ? blocks().allocate(bytes) : nullptr;
        return {block, block, &giveBack, c10::Device(c10::DeviceType::CPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &giveBack; }
    void copy_data(void* to, const void* from, std::size_t bytes) const override
    {
        default_copy_data(to, from, bytes);
    }
};

} // namespace

void keepTensorMemory()
{
    static auto* const allocator = new KeepingAllocator;
    c10::SetCPUAllocator(allocator, std::numeric_limits<std::uint8_t>::max());
}

} // namespace tarn
