#include <train/step_random.h>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace tarn {

std::uint64_t mixedBits(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

StepRandom::StepRandom(std::uint64_t seed, std::uint64_t step, std::uint64_t purpose)
    : m_generator(at::make_generator<at::CPUGeneratorImpl>(mixedBits(mixedBits(mixedBits(seed) ^ step) ^ purpose)))
{
}

at::Tensor StepRandom::normal(at::IntArrayRef shape) { return at::randn(shape, m_generator, at::kFloat); }
at::Tensor StepRandom::uniform(at::IntArrayRef shape) { return at::rand(shape, m_generator, at::kFloat); }

at::Tensor StepRandom::permutation(std::int64_t count) { return at::randperm(count, m_generator, at::kLong); }

} // namespace tarn
