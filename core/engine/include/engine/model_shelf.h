#pragma once

#include <pipelines/diffusion_model.h>
#include <protocol/generate_request.h>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tarn {

/// A model by its headers: nothing of its weights was read.
struct KnownModel {
    std::filesystem::path path;
    ModelDescription description;
    std::optional<DiffusionModel::Blueprint> blueprint; ///< of a model that can be drawn with
    std::optional<ModelSampling> sampling;
    nlohmann::json schedulerConfig;
    std::optional<ClipTokenizer> tokenizer;
    int padToken = 0;
    int preferredSide = 0; ///< pixels
    std::optional<std::filesystem::path> taesd; ///< a tiny autoencoder for previews, in the model's folder
    bool estimatesDepth = false;
    std::uint64_t estimatorParameters = 0; ///< of those in the description

    /// Throws ModelError for a model that cannot be drawn with, and says why.
    const DiffusionModel::Blueprint& drawable() const;
    /// Of all networks but the depth estimator.
    std::uint64_t drawingParameters() const;
};

/// The models in the engine's folders. Any thread may call.
class ModelShelf {
public:
    /// `folders` are looked through beside the starter models'.
    explicit ModelShelf(std::vector<std::filesystem::path> folders);

    /// What looks like a model, sorted.
    std::vector<std::filesystem::path> places() const;
    /// Read again only after its files have changed. Throws ModelError.
    std::shared_ptr<const KnownModel> known(const std::filesystem::path& path);
    /// Where a model is, by its name first. Its content is looked at only with `verify`: that can take long; else
    /// the first of that name is meant. Throws StudioError, Cancelled.
    std::filesystem::path locate(const ModelReference& reference, bool verify) const;
    /// Where the request's model is; of one that names none, the starter for its mode. Throws as the other does.
    std::filesystem::path locate(const GenerateRequest& request, bool verify) const;

private:
    /// Size and time of each tensor file.
    using Stamp = std::vector<std::pair<std::uintmax_t, std::filesystem::file_time_type>>;
    struct Shelved {
        Stamp stamp;
        std::shared_ptr<const KnownModel> model;
    };

    static Stamp stampOf(const ModelDescription& model);

    const std::vector<std::filesystem::path> m_folders;
    std::mutex m_mutex;
    std::map<std::filesystem::path, Shelved> m_known;
};

} // namespace tarn
