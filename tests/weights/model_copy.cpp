#include "model_copy.h"

#include <ATen/ops/zeros.h>

#include <fstream>

namespace test {
namespace fs = std::filesystem;

void copyModel(const fs::path& from, const fs::path& to) { fs::copy(from, to, fs::copy_options::recursive); }

void renameTensors(const fs::path& file, const std::function<std::string(const std::string&)>& rename)
{
    tarn::TensorFile content = tarn::readTensorFile(file), renamed;
    for (auto& [name, tensor] : content.tensors)
        renamed.tensors.emplace(rename(name), tensor);
    tarn::writeTensorFile(file, renamed);
}

void addTensors(const fs::path& file, const std::map<std::string, at::Tensor>& tensors)
{
    tarn::TensorFile content = tarn::readTensorFile(file);
    content.tensors.insert(tensors.begin(), tensors.end());
    tarn::writeTensorFile(file, content);
}

void writeSmallestModel(const fs::path& folder)
{
    const auto part = [&](const char* name, const char* stem, std::map<std::string, at::Tensor> tensors) {
        fs::create_directories(folder / name);
        writeText(folder / name / "config.json", "{}");
        tarn::writeTensorFile(folder / name / (std::string(stem) + ".safetensors"), {std::move(tensors), {}});
    };
    part("unet", "diffusion_pytorch_model",
        {{"conv_in.weight", at::zeros({8, 4, 3, 3})}, {"conv_out.weight", at::zeros({4, 8, 3, 3})}});
    part("vae", "diffusion_pytorch_model", {{"decoder.conv_in.weight", at::zeros({8, 4, 3, 3})}});
    part("text_encoder", "model", {{"text_model.final_layer_norm.weight", at::zeros({8})}});
    writeText(folder / "model_index.json", "{}");
}

void writeText(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

} // namespace test
