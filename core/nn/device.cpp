#include "cuda_driver.h"

#include <base/error.h>
#include <nn/device.h>

#include <ATen/Context.h>
#include <c10/core/CachingDeviceAllocator.h>

#include <dlfcn.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string_view>

namespace tarn {
namespace {

constexpr int cudaVersion = 13'000; // of LibTorch's wheel, packaging/libtorch.lock
constexpr int leastCapability = 75; // the oldest that its kernels are compiled for

/// Registers ATen's CUDA operators. A card is of no use without them.
void loadCudaLibraries()
{
    static std::once_flag loaded;
    std::call_once(loaded, [] {
        Dl_info place{};
        ::dladdr(reinterpret_cast<const void*>(&at::globalContext), &place);
        const std::filesystem::path folder =
            std::filesystem::path(place.dli_fname ? place.dli_fname : "").parent_path();
        if (::dlopen((folder / "libtorch_cuda.so").c_str(), RTLD_NOW | RTLD_GLOBAL))
            return;
        throw StudioError("LibTorch's CUDA libraries cannot be loaded (" + std::string(::dlerror())
            + "); run packaging/setup.sh --cuda, or use --device cpu.");
    });
}

at::Device openCard(int number)
{
    const CudaCard card = askCudaDriver(number, cudaVersion);
    if (card.capability < leastCapability)
        throw StudioError("The card " + card.name + " is too old: its compute capability is "
            + std::to_string(card.capability / 10) + "." + std::to_string(card.capability % 10)
            + ", and 7.5 is needed; use --device cpu.");
    loadCudaLibraries();
    if (!at::globalContext().hasCUDA())
        throw StudioError("LibTorch finds no card in this machine although its driver does; check "
                          "CUDA_VISIBLE_DEVICES, or use --device cpu.");
    at::globalContext().lazyInitDevice(at::kCUDA);
    return {at::kCUDA, c10::DeviceIndex(number)};
}

std::optional<int> cardNumber(std::string_view name)
{
    if (name == "cuda")
        return 0;
    int number = 0;
    if (!name.starts_with("cuda:"))
        return {};
    name.remove_prefix(5);
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool isNumber = error == std::errc() && end == name.data() + name.size() && number >= 0 && number < 64;
    return isNumber ? std::optional(number) : std::nullopt;
}

bool contains(const c10::Error& error, std::string_view text)
{
    return std::string_view(error.what_without_backtrace()).find(text) != std::string_view::npos;
}

constexpr int cudaErrorMemoryAllocation = 2;

[[noreturn]] void sayMemoryRanOut()
{
    throw OutOfDeviceMemory("The memory ran out; choose a smaller size or close other programs.");
}

} // namespace

at::Device openDevice(const std::string& name)
{
    if (name == "cpu")
        return at::kCPU;
    if (name == "auto") {
        try {
            return openCard(0);
        } catch (const StudioError&) { // the CPU can draw, too
            return at::kCPU;
        }
    }
    if (const std::optional<int> number = cardNumber(name))
        return openCard(*number);
    throw UsageError("There is no device \"" + name + "\"; use auto, cpu, cuda or cuda:N.");
}

std::uint64_t freeCardMemory(at::Device card)
{
    auto& allocator = *c10::getDeviceAllocator(card.type());
    const auto stats = allocator.getDeviceStats(card.index());
    constexpr auto all = std::size_t(c10::CachingAllocator::StatType::AGGREGATE);
    const std::int64_t kept = stats.reserved_bytes[all].current - stats.allocated_bytes[all].current;
    return allocator.getMemoryInfo(card.index()).first + std::uint64_t(std::max<std::int64_t>(kept, 0));
}

void releaseKeptMemory(at::Device device)
{
    if (!device.is_cpu())
        c10::getDeviceAllocator(device.type())->emptyCache();
}

void onDevice(const std::function<void()>& work)
{
    try {
        work();
    } catch (const c10::OutOfMemoryError&) {
        sayMemoryRanOut();
    } catch (const c10::AcceleratorError& error) {
        if (error.get_error_code() == cudaErrorMemoryAllocation)
            sayMemoryRanOut();
        throw DeviceLost(
            "The card stopped working; start again, and if that does not help, restart the machine or use "
            "--device cpu.");
    } catch (const c10::Error& error) {
        if (contains(error, "can't allocate memory")) // the CPU's allocator has no type for it
            sayMemoryRanOut();
        throw;
    }
}

} // namespace tarn
