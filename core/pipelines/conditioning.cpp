#include <base/error.h>
#include <pipelines/conditioning.h>
#include <prompt/token_windows.h>

#include <ATen/ATen.h>

#include <algorithm>

namespace tarn {
namespace {

at::Tensor idTensor(const TokenWindows& windows)
{
    at::Tensor ids =
        at::empty({std::int64_t(windows.ids.size()), std::int64_t(windows.ids.front().size())}, at::kLong);
    std::int64_t* next = ids.mutable_data_ptr<std::int64_t>();
    for (const std::vector<int>& window : windows.ids)
        next = std::copy(window.begin(), window.end(), next);
    return ids;
}

/// encoded [T, C]
at::Tensor weighted(const at::Tensor& encoded, const std::vector<float>& weights)
{
    if (std::ranges::all_of(weights, [](float weight) { return weight == 1; }))
        return encoded;
    const at::Tensor scaled = encoded * at::tensor(weights).unsqueeze(1);
    return scaled * (encoded.mean() / scaled.mean());
}

/// -> [1, windows * T, C]
at::Tensor encode(const DiffusionModel& model, const TokenWindows& windows, int skip)
{
    const at::Tensor encoded = model.encodeText(idTensor(windows), skip);
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < windows.ids.size(); ++i)
        parts.push_back(weighted(encoded[std::int64_t(i)], windows.weights[i]));
    return at::cat(parts, 0).unsqueeze(0);
}

} // namespace

Conditioning encodePrompts(
    const DiffusionModel& model, const std::string& prompt, const std::string& negative, int clipSkip, bool guided)
{
    const int layers = model.blueprint().clip.layers;
    if (clipSkip > layers)
        throw UsageError("--clip-skip " + std::to_string(clipSkip)
            + " leaves nothing of this model's text encoder, which has " + std::to_string(layers)
            + " layers; use a smaller number.");
    const auto windows = [&](const std::string& text, std::size_t atLeast) {
        return tokenWindows(model.tokenizer(), parsePrompt(text), model.padToken(), atLeast);
    };
    TokenWindows positive = windows(prompt, 1);
    if (!guided)
        return {encode(model, positive, clipSkip - 1), false};
    TokenWindows unwanted = windows(negative, positive.ids.size());
    if (unwanted.ids.size() > positive.ids.size())
        positive = windows(prompt, unwanted.ids.size());
    return {at::cat({encode(model, unwanted, clipSkip - 1), encode(model, positive, clipSkip - 1)}, 0), true};
}

} // namespace tarn
