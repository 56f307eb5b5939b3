#include <base/mapped_file.h>

#include <ATen/ATen.h>

#include <engine/latent_preview.h>
#include <nlohmann/json.hpp>

#include <cstring>

namespace tarn {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t maxFileBytes = 65'536;

LatentColours readColours(const fs::path& path, int channels)
{
    const auto refuse = [&] {
        throw ModelError(
            "\"" + path.string() + "\" is no map from latents to colours; write it again or remove it.");
    };
    const MappedFile file(path);
    if (file.bytes().size() > maxFileBytes)
        refuse();
    try {
        const auto* text = reinterpret_cast<const char*>(file.bytes().data());
        const nlohmann::json object = nlohmann::json::parse(text, text + file.bytes().size());
        std::vector<float> numbers;
        for (const auto& row : object.at("matrix").get<std::vector<std::vector<float>>>())
            numbers.insert(numbers.end(), row.begin(), row.end());
        const auto bias = object.at("bias").get<std::vector<float>>();
        if (numbers.size() != std::size_t(channels) * 3 || bias.size() != 3)
            refuse();
        return {at::tensor(numbers).view({channels, 3}), at::tensor(bias)};
    } catch (const nlohmann::json::exception&) {
        refuse();
    }
    return {};
}

} // namespace

std::optional<LatentColours> LatentColours::find(const ModelDescription& model)
{
    const fs::path own = model.path / "latent_rgb.json";
    std::error_code unreadable;
    if (model.layout == Layout::folder && fs::is_regular_file(own, unreadable))
        return readColours(own, model.latentChannels);
    const bool published = model.family == Family::stableDiffusion1 || model.family == Family::stableDiffusion2;
    if (!published || model.latentChannels != 4)
        return {};
    // Published for -1 … 1, here for 0 … 1.
    const at::Tensor matrix = at::tensor(
        {.3512F, .2297F, .3227F, .3250F, .4974F, .2350F, -.2829F, .1762F, .2721F, -.2120F, -.2616F, -.7177F});
    return LatentColours{matrix.view({4, 3}) / 2, at::full({3}, 0.5F)};
}

at::Tensor LatentColours::picture(const at::Tensor& latents) const
{
    const at::Tensor places = latents.to(at::kCPU, at::kFloat).permute({0, 2, 3, 1}).contiguous();
    return (at::matmul(places, matrix) + bias).permute({0, 3, 1, 2});
}

std::vector<std::byte> rgb8(const at::Tensor& picture)
{
    const at::Tensor colours = picture[0].permute({1, 2, 0}).nan_to_num(0).clamp(0, 1);
    const at::Tensor pixels = (colours * 255).round().to(at::kByte).contiguous();
    std::vector<std::byte> bytes(std::size_t(pixels.numel()));
    std::memcpy(bytes.data(), pixels.const_data_ptr(), bytes.size());
    return bytes;
}

} // namespace tarn
