#pragma once

#include <weights/compute.h>
#include <weights/weights.h>

#include <ATen/core/TensorBody.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tarn {

enum class Family {
    stableDiffusion1,
    stableDiffusion2,
    stableDiffusionXL,
    stableDiffusion3,
    flux,
    taesd,
    controlNet,
    depthEstimator,
    lora
};
enum class Layout { folder, singleFile };
enum class Part {
    textEncoder,
    unet,
    vae,
    taesd,
    depthEstimator, ///< of a depth-to-image model: DPT-hybrid
    controlNet
};

/// The parts that decide pixels, by the names that a request's ModelReference has for them.
const std::map<std::string, Part>& referencedParts();

/// What a model is, told from its files' headers alone.
struct ModelDescription {
    std::filesystem::path path;
    std::string name; ///< folder name, or file name without .safetensors
    Layout layout = Layout::folder;
    Family family = Family::stableDiffusion1;
    std::string title; ///< for people: "Stable Diffusion 2, depth"
    std::string prediction; ///< "eps", "v", "flow"; for single files of SD 2 it may come from the weights
    int inputChannels =
        0; ///< of the UNet: 4, 5 (depth), 7 (x4 upscaler), 9 (inpaint), 8 (starter, InstructPix2Pix)
    int latentChannels = 0; ///< of the VAE
    int contextWidth = 0; ///< width of the text embedding the UNet attends to
    std::int64_t parameters = 0; ///< over all parts
    std::uint64_t bytes = 0; ///< of all tensor files
    std::vector<std::filesystem::path> files; ///< tensor files that would be read
    /// One sentence for a model that is recognised but not supported; empty for one that pictures can be drawn
    /// with.
    std::string whyNotDrawable;

    bool drawable() const { return whyNotDrawable.empty(); }
};

/// A model on disk: its headers read and checked, its tensors mapped but untouched.
class Checkpoint {
public:
    /// Opens a diffusers folder or one .safetensors file. Throws ModelError with one sentence for a missing file,
    /// a truncated one, a pickle, an LFS pointer, a web page, or tensors of a network that is not known.
    static Checkpoint open(const std::filesystem::path& path);
    Checkpoint(Checkpoint&&) noexcept;
    Checkpoint& operator=(Checkpoint&&) noexcept;
    ~Checkpoint();

    const ModelDescription& description() const;
    bool has(Part part) const;
    /// Of a part; 0 where it is not there.
    std::uint64_t parameters(Part part) const;

    /// The part's config.json as diffusers and transformers write it. For a single file: the published values of
    /// its family, with widths from the tensors' shapes. That of a depth estimator holds the image processor's
    /// config as "preprocessor".
    const nlohmann::json& config(Part part) const;
    /// scheduler_config.json, or the family's published one (DESIGN.md, "The command line").
    const nlohmann::json& schedulerConfig() const;
    /// Folder with vocab.json and merges.txt; none in a single file, which means the published CLIP vocabulary.
    std::optional<std::filesystem::path> tokenizerFolder() const;
    /// Id that fills a text window after its end: as the tokenizer's config says, or by family (SD 1: the end
    /// token, SD 2: 0).
    std::optional<int> publishedPadToken() const;
    /// SHA-256 of the single file, or of the UNet's file; where there is no UNet, of the first file.
    /// `onPiece` is called often and may throw to give up: a file is read whole the first time.
    std::string sha256(const std::function<void()>& onPiece = [] {}) const;
    /// SHA-256 of the part's tensor files (of several shards: of their digests); `onPiece` as above.
    std::string sha256(
        Part part, const std::function<void()>& onPiece = [] {}) const;

    /// The part's tensors on the meta device under internal names: shapes without bytes.
    WeightTable shapes(Part part) const;
    /// The part's tensors under internal names, converted and moved as `compute` says; 4-d ones channels-last if
    /// asked for. On the CPU a tensor that needs no change is a read-only view of its file. `onTensor` is called
    /// on this thread before each tensor that this thread takes, and may throw to give up. Throws ModelError.
    WeightTable load(
        Part part, const Compute& compute, bool channelsLast, const std::function<void()>& onTensor = [] {}) const;

private:
    struct State;
    explicit Checkpoint(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tarn
