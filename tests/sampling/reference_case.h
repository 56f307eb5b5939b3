#pragma once

#include <ATen/core/Tensor.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace test {

/// One case that sampler_reference.py wrote.
struct ReferenceCase {
    std::string name;
    nlohmann::json parameters;
    std::map<std::string, at::Tensor> tensors;

    const at::Tensor& operator[](const std::string& tensor) const { return tensors.at(tensor); }
    /// prefix.0, prefix.1, … as far as they go.
    std::map<int, at::Tensor> sequence(const std::string& prefix) const;
};

/// Runs sampler_reference.py once: `what` is k-diffusion, diffusers or noise.
std::vector<ReferenceCase> referenceCases(const char* what, int seed);

/// Largest absolute difference of two tensors of one shape; infinity when the shapes differ.
double farthest(const at::Tensor& a, const at::Tensor& b);

} // namespace test
