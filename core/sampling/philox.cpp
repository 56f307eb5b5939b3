#include <sampling/philox.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <numbers>

namespace tarn {

std::array<std::uint32_t, 4> philox(std::uint64_t key, std::array<std::uint32_t, 4> counter)
{
    auto key0 = std::uint32_t(key);
    auto key1 = std::uint32_t(key >> 32);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t even = std::uint64_t(0xD2511F53) * counter[0];
        const std::uint64_t odd = std::uint64_t(0xCD9E8D57) * counter[2];
        counter = {std::uint32_t(odd >> 32) ^ counter[1] ^ key0, std::uint32_t(odd),
            std::uint32_t(even >> 32) ^ counter[3] ^ key1, std::uint32_t(even)};
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
    return counter;
}

at::Tensor philoxNormal(std::uint64_t seed, std::uint32_t draw, at::IntArrayRef shape)
{
    at::Tensor noise = at::empty(shape, at::kFloat);
    float* const values = noise.data_ptr<float>();
    at::parallel_for(0, noise.numel(), 4096, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const auto words = philox(seed, {draw, 0, std::uint32_t(i), 0});
            // cuRAND's scaling of words to (0, 1) and to an angle.
            const float u = float(words[0]) * 0x1p-32F + 0x1p-33F;
            const float angle = (float(words[1]) * 0x1p-32F + 0x1p-33F) * (2 * std::numbers::pi_v<float>);
            values[i] = std::sqrt(-2 * std::log(u)) * std::sin(angle);
        }
    });
    return noise;
}

} // namespace tarn
