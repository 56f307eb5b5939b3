#pragma once

#include <train/parameters.h>

#include <cstdint>
#include <string>

namespace tarn {

/// Builds the weights of a network before training, with PyTorch's usual distributions. Each tensor's numbers
/// follow from the seed and its name alone.
class InitialWeights {
public:
    explicit InitialWeights(std::uint64_t seed)
        : m_seed(seed)
    {
    }

    /// weight [out, in, kernel, kernel] and bias [out], uniform in ±1 / sqrt(in kernel^2).
    void conv(const std::string& name, int in, int out, int kernel);
    void convWithoutBias(const std::string& name, int in, int out, int kernel);
    /// weight [out, in] and bias [out], uniform in ±1 / sqrt(in).
    void linear(const std::string& name, int in, int out);
    void linearWithoutBias(const std::string& name, int in, int out);
    /// weight 1 and bias 0 of `channels` numbers.
    void norm(const std::string& name, int channels);
    /// weight [rows, width], normal with the given deviation.
    void embedding(const std::string& name, int rows, int width, double deviation);
    /// A tensor of its own, normal with the given deviation.
    void table(const std::string& name, at::IntArrayRef shape, double deviation);
    /// Makes weight and bias of `name` zero: what it adds to its branch starts as nothing.
    void zero(const std::string& name);

    NamedTensors take() { return std::move(m_tensors); }

private:
    void uniform(const std::string& name, at::IntArrayRef shape, double bound);

    std::uint64_t m_seed;
    NamedTensors m_tensors;
};

} // namespace tarn
