#include "model_spellings.h"

#include "model_copy.h"

#include <ATen/ATen.h>

namespace test {
namespace fs = std::filesystem;
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    if (const std::size_t at = text.find(from); at != std::string::npos)
        text.replace(at, from.size(), to);
    return text;
}

void spellAttentionAsBefore2023(const fs::path& root)
{
    renameTensors(root / "vae/diffusion_pytorch_model.safetensors", [](std::string name) {
        for (const auto& [now, then] : {std::pair{".to_q.", ".query."}, {".to_k.", ".key."}, {".to_v.", ".value."},
                 {".to_out.0.", ".proj_attn."}})
            name = replaced(name, now, then);
        return name;
    });
}

void flattenAttention(const fs::path& file)
{
    tarn::TensorFile content = tarn::readTensorFile(file);
    for (auto& [name, tensor] : content.tensors)
        if (name.find(".attn_1.") != std::string::npos && tensor.dim() == 4)
            tensor = tensor.flatten(1);
    tarn::writeTensorFile(file, content);
}

} // namespace

std::vector<Spelling> spellings()
{
    const auto renamed = [](const char* file, const char* from, const char* to) {
        return [=](const fs::path& copy) {
            renameTensors(
                *file ? copy / file : copy, [=](const std::string& name) { return replaced(name, from, to); });
        };
    };
    return {
        {"VAE attention as before 2023", "sd15", spellAttentionAsBefore2023},
        {"text encoder without text_model", "sd15", renamed("text_encoder/model.safetensors", "text_model.", "")},
        {"text encoder with position ids", "sd15",
            [](const fs::path& root) {
                addTensors(root / "text_encoder/model.safetensors",
                    {{"text_model.embeddings.position_ids", at::arange(77).unsqueeze(0)}});
            }},
        {"single file without text_model", "sd15-single.safetensors", renamed("", ".text_model.", ".")},
        {"single file with EMA, a loss and buffers", "sd15-single.safetensors",
            [](const fs::path& file) {
                addTensors(file,
                    {{"model_ema.decay", at::zeros({})},
                        {"model_ema.diffusion_modelinput_blocks00weight", at::zeros({4})},
                        {"first_stage_model.loss.logvar", at::zeros({})}, {"betas", at::zeros({1000})},
                        {"depth_model.model.pretrained.model.cls_token", at::zeros({1, 1, 8})}});
            }},
        {"single file as sgm writes it", "sd21v-single.safetensors",
            renamed("", "cond_stage_model.model.", "conditioner.embedders.0.model.")},
        {"single file with VAE attention as matrices", "sd21v-single.safetensors", flattenAttention},
    };
}

} // namespace test
