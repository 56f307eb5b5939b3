#pragma once

#include <models/clip.h>
#include <models/vae.h>
#include <prompt/clip_tokenizer.h>
#include <train/parameters.h>
#include <train/step_random.h>
#include <weights/network_folder.h>

#include <runs/settings_reader.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tarn {

/// Where a run's starting weights come from.
struct StartSettings {
    std::filesystem::path model; ///< a model folder; "starter" in the config is the starter model
    std::filesystem::path vae; ///< the folder of a VAE alone; else the model's
    std::filesystem::path text; ///< a folder with text_encoder and tokenizer; else the model's
    std::filesystem::path control; ///< a ControlNet's folder to go on from; empty: a copy of the UNet's encoder
    std::filesystem::path estimator; ///< of a depth model: the folder of what estimates depth; may be empty

    static StartSettings read(SettingsReader reader);

    /// Folders of the parts. Throw UsageError saying what to give where there is none.
    std::filesystem::path vaeFolder() const;
    std::filesystem::path textFolder() const;
};

/// A VAE that does not learn.
struct FrozenVae {
    std::filesystem::path folder;
    NetworkFolder network;
    WeightTable table;
    VaeShape shape;

    FrozenVae(const std::filesystem::path& folder, at::ScalarType dtype);
    /// pixels [N, 3, H, W] -> mean and deviation of the latents in the UNet's scale, fp32.
    std::pair<at::Tensor, at::Tensor> encode(const at::Tensor& pixels) const;
    /// Latents in the UNet's scale -> pixels in -1 … 1, fp32.
    at::Tensor decode(const at::Tensor& latents, at::ScalarType dtype) const;
};

/// Captions as the text encoder takes them.
class CaptionTokens {
public:
    explicit CaptionTokens(ClipTokenizer tokenizer)
        : m_tokenizer(std::move(tokenizer))
    {
    }

    const ClipTokenizer& tokenizer() const { return m_tokenizer; }
    /// [N, T] int64: begin, the first tokens of each text, end, padding.
    at::Tensor ids(const std::vector<std::string>& texts) const;
    /// For each row a place at or after its end token, drawn evenly: [N] int64.
    at::Tensor endPlaces(const at::Tensor& ids, StepRandom& random) const;

private:
    ClipTokenizer m_tokenizer;
};

/// All floating tensors of `network` as `dtype`, four-dimensional ones channels-last.
WeightTable tableOf(const NetworkFolder& network, at::ScalarType dtype);

/// Copies the tokenizer's files; each durably. Throws StudioError.
void copyTokenizer(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies a depth estimator from its own folder into a model's. Throws StudioError.
void copyEstimator(const std::filesystem::path& from, const std::filesystem::path& model);

/// Writes `json` durably, and its folder where it is missing. Throws StudioError.
void writeJson(const std::filesystem::path& file, const nlohmann::json& json);

} // namespace tarn
