#include <protocol/sampler_names.h>

#include <algorithm>

namespace tarn {
namespace {

constexpr NamePair samplers[] = {
    {"euler", "Euler"},
    {"euler_ancestral", "Euler a"},
    {"heun", "Heun"},
    {"dpm_2", "DPM2"},
    {"dpm_2_ancestral", "DPM2 a"},
    {"lms", "LMS"},
    {"dpmpp_2s_ancestral", "DPM++ 2S a"},
    {"dpmpp_2m", "DPM++ 2M"},
    {"dpmpp_sde", "DPM++ SDE"},
    {"dpmpp_2m_sde", "DPM++ 2M SDE"},
    {"dpmpp_3m_sde", "DPM++ 3M SDE"},
    {"ddpm", "DDPM"},
    {"ddim", "DDIM"},
    {"pndm", "PLMS"},
    {"unipc", "UniPC"},
    {"lcm", "LCM"},
};

// A1111 names: its "Uniform" is k-diffusion's spacing, its "Beta" is spaced in sigma as in diffusers; ComfyUI's
// beta is spaced in time steps.
constexpr NamePair schedules[] = {
    {"model", "Automatic"},
    {"normal", "Uniform"},
    {"karras", "Karras"},
    {"exponential", "Exponential"},
    {"polyexponential", "Polyexponential"},
    {"sgm_uniform", "SGM Uniform"},
    {"simple", "Simple"},
    {"ddim_uniform", "DDIM"},
    {"beta", "Beta"},
    {"beta_timestep", "Beta Timestep"},
    {"kl_optimal", "KL Optimal"},
    {"ays", "Align Your Steps"},
    {"linear", "Linear"},
};

} // namespace

std::span<const NamePair> samplerNames() { return samplers; }
std::span<const NamePair> scheduleNames() { return schedules; }

std::string_view titleOf(std::span<const NamePair> table, std::string_view name)
{
    const auto found = std::ranges::find(table, name, &NamePair::name);
    return found == table.end() ? std::string_view() : found->title;
}

std::string_view nameOf(std::span<const NamePair> table, std::string_view title)
{
    const auto found = std::ranges::find(table, title, &NamePair::title);
    return found == table.end() ? std::string_view() : found->name;
}

} // namespace tarn
