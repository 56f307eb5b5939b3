#include "initial_weights.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <base/mapped_file.h>
#include <nn/layers.h>
#include <train/classifier.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include <numeric>

namespace tarn {
namespace {

constexpr int groups = 8;

struct Layer {
    int width; ///< as a multiple of the first one's
    int stride;
};
constexpr Layer layers[] = {{1, 2}, {2, 2}, {2, 1}, {4, 2}, {4, 1}, {6, 2}, {6, 1}};

constexpr const char* kind = "TarnSceneClassifier";

at::Tensor covariance(const at::Tensor& centred)
{
    return centred.t().matmul(centred) / double(centred.size(0) - 1);
}

/// Of a symmetric matrix without negative eigenvalues, but for rounding.
at::Tensor squareRoot(const at::Tensor& matrix)
{
    const auto [values, vectors] = at::linalg_eigh(matrix, "L");
    return (vectors * values.clamp_min(0).sqrt()).matmul(vectors.t());
}

} // namespace

at::Tensor classifierFeatures(const Weights& w, const at::Tensor& pixels)
{
    at::Tensor h = pixels;
    for (std::size_t i = 0; i < std::size(layers); ++i) {
        const Weights layer = w["layers"][int(i)];
        h = silu(groupNorm(layer["norm"], conv(layer["conv"], h, layers[i].stride, 1), groups, 1e-5));
    }
    const at::Tensor wide = h.to(at::kFloat);
    return at::cat({wide.mean({2, 3}), at::adaptive_avg_pool2d(wide, {2, 2}).flatten(1)}, 1);
}

at::Tensor classified(const Weights& w, const at::Tensor& features)
{
    return linear(w["labels"], features.to(w.at("labels.weight").dense().scalar_type()));
}

NamedTensors initialClassifier(int width, const std::vector<std::int64_t>& sizes, std::uint64_t seed)
{
    InitialWeights init(seed);
    int channels = 3;
    for (std::size_t i = 0; i < std::size(layers); ++i) {
        const std::string layer = "layers." + std::to_string(i);
        init.convWithoutBias(layer + ".conv", channels, width * layers[i].width, 3);
        channels = width * layers[i].width;
        init.norm(layer + ".norm", channels);
    }
    init.linear("labels", 5 * channels, int(std::accumulate(sizes.begin(), sizes.end(), std::int64_t(0))));
    return init.take();
}

double frechetDistance(const at::Tensor& a, const at::Tensor& b)
{
    const at::Tensor x = a.to(at::kDouble), y = b.to(at::kDouble);
    const at::Tensor meanX = x.mean(0), meanY = y.mean(0);
    const at::Tensor covX = covariance(x - meanX), covY = covariance(y - meanY);
    // trace (A B)^1/2 = trace (A^1/2 B A^1/2)^1/2, whose matrix is symmetric.
    const at::Tensor root = squareRoot(covX);
    const at::Tensor mixed = at::linalg_eigvalsh(root.matmul(covY).matmul(root), "L").clamp_min(0).sqrt().sum();
    return ((meanX - meanY).square().sum() + covX.trace() + covY.trace() - 2 * mixed).item<double>();
}

void writeClassifier(const std::filesystem::path& folder, const ClassifierFolder& classifier)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw StudioError("The folder \"" + folder.string() + "\" cannot be made (" + error.message()
            + "); choose another place.");
    writeTensorFile(folder / "model.safetensors", {classifier.tensors, {}});
    DurableFile config(folder / "config.json");
    config.write(nlohmann::json{{"_class_name", kind}, {"sample_size", classifier.size}}.dump(2) + "\n");
    config.commit();
}

ClassifierFolder readClassifier(const std::filesystem::path& folder, const std::vector<std::int64_t>& sizes)
{
    const MappedFile file(folder / "config.json");
    const char* const text = reinterpret_cast<const char*>(file.bytes().data());
    const nlohmann::json config = nlohmann::json::parse(text, text + file.bytes().size(), nullptr, false);
    if (!config.is_object() || config.value("_class_name", nlohmann::json()) != kind
        || !config.value("sample_size", nlohmann::json()).is_number_integer())
        throw ModelError(
            "\"" + folder.string() + "\" is no classifier; choose a folder that tarn train classifier wrote.");
    ClassifierFolder classifier{
        config["sample_size"].get<int>(), readTensorFile(folder / "model.safetensors").tensors};
    const auto labels = classifier.tensors.find("labels.weight");
    if (labels == classifier.tensors.end() || labels->second.dim() != 2 || classifier.size < 32
        || classifier.size > 4096
        || labels->second.size(0) != std::accumulate(sizes.begin(), sizes.end(), std::int64_t(0)))
        throw ModelError("The classifier in \"" + folder.string()
            + "\" tells other attributes than this version of tarn paints; train it again.");
    return classifier;
}

} // namespace tarn
