#include "cuda_driver.h"

#include <base/error.h>

#include <dlfcn.h>

#include <array>

namespace tarn {
namespace {

// CUDA Driver API 13.0, cuda.h.
constexpr int noDevice = 100; // CUDA_ERROR_NO_DEVICE
constexpr int capabilityMajor = 75, capabilityMinor = 76; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_…

constexpr const char* orElse = ", or use --device cpu.";

std::string versionText(int version)
{
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

class Driver {
public:
    Driver()
        : m_library(::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL)) // stays, for LibTorch uses it, too
    {
        if (!m_library)
            throw StudioError(
                std::string("This machine has no NVIDIA driver (libcuda.so.1); install the one for its card")
                + orElse);
    }

    template <typename... Arguments> int call(const char* function, Arguments... arguments) const
    {
        const auto address = reinterpret_cast<int (*)(Arguments...)>(::dlsym(m_library, function));
        if (!address)
            throw StudioError("The NVIDIA driver of this machine has no " + std::string(function)
                + "; install a newer one" + orElse);
        return address(arguments...);
    }
    template <typename... Arguments> void require(const char* function, Arguments... arguments) const
    {
        check(function, call(function, arguments...));
    }
    static void check(const char* function, int error)
    {
        if (error != 0)
            throw StudioError("The NVIDIA driver does not answer (" + std::string(function) + " gave error "
                + std::to_string(error) + "); restart the machine" + orElse);
    }

private:
    void* m_library;
};

} // namespace

CudaCard askCudaDriver(int number, int version)
{
    const Driver driver;
    int found = 0, cards = 0, device = 0, major = 0, minor = 0;
    driver.require("cuDriverGetVersion", &found);
    if (found < version)
        throw StudioError("The NVIDIA driver is made for CUDA " + versionText(found) + " and "
            + versionText(version) + " is needed; install a newer one" + orElse);
    const int started = driver.call("cuInit", 0U);
    if (started == noDevice)
        throw StudioError("The NVIDIA driver finds no card in this machine; use --device cpu.");
    Driver::check("cuInit", started);
    driver.require("cuDeviceGetCount", &cards);
    if (number >= cards)
        throw StudioError("There is no cuda:" + std::to_string(number) + ": this machine has "
            + (cards == 1 ? "one card" : std::to_string(cards) + " cards") + ", counted from 0; use "
            + (cards > 0 ? "cuda:0" : "--device cpu") + ".");
    driver.require("cuDeviceGet", &device, number);
    driver.require("cuDeviceGetAttribute", &major, capabilityMajor, device);
    driver.require("cuDeviceGetAttribute", &minor, capabilityMinor, device);
    std::array<char, 256> name{};
    driver.require("cuDeviceGetName", name.data(), int(name.size()) - 1, device);
    return {name.data(), 10 * major + minor};
}

} // namespace tarn
