#include "initial_weights.h"

#include <train/step_random.h>

#include <ATen/ATen.h>

#include <cmath>

namespace tarn {
namespace {

/// FNV-1a
std::uint64_t hashOf(const std::string& name)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const unsigned char c : name)
        hash = (hash ^ c) * 0x100000001b3;
    return hash;
}

} // namespace

void InitialWeights::uniform(const std::string& name, at::IntArrayRef shape, double bound)
{
    StepRandom random(m_seed, hashOf(name));
    m_tensors.emplace(name, (random.uniform(shape) * 2 - 1) * bound);
}

void InitialWeights::convWithoutBias(const std::string& name, int in, int out, int kernel)
{
    uniform(name + ".weight", {out, in, kernel, kernel}, 1 / std::sqrt(double(in) * kernel * kernel));
}

void InitialWeights::conv(const std::string& name, int in, int out, int kernel)
{
    convWithoutBias(name, in, out, kernel);
    uniform(name + ".bias", {out}, 1 / std::sqrt(double(in) * kernel * kernel));
}

void InitialWeights::linearWithoutBias(const std::string& name, int in, int out)
{
    uniform(name + ".weight", {out, in}, 1 / std::sqrt(double(in)));
}

void InitialWeights::linear(const std::string& name, int in, int out)
{
    linearWithoutBias(name, in, out);
    uniform(name + ".bias", {out}, 1 / std::sqrt(double(in)));
}

void InitialWeights::norm(const std::string& name, int channels)
{
    m_tensors.emplace(name + ".weight", at::ones({channels}, at::kFloat));
    m_tensors.emplace(name + ".bias", at::zeros({channels}, at::kFloat));
}

void InitialWeights::embedding(const std::string& name, int rows, int width, double deviation)
{
    StepRandom random(m_seed, hashOf(name));
    m_tensors.emplace(name + ".weight", random.normal({rows, width}) * deviation);
}

void InitialWeights::table(const std::string& name, at::IntArrayRef shape, double deviation)
{
    StepRandom random(m_seed, hashOf(name));
    m_tensors.emplace(name, random.normal(shape) * deviation);
}

void InitialWeights::zero(const std::string& name)
{
    for (const char* kind : {".weight", ".bias"})
        if (const auto found = m_tensors.find(name + kind); found != m_tensors.end())
            found->second.zero_();
}

} // namespace tarn
