#include "model_family.h"

#include <ATen/ops/std.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tarn {
namespace {

struct OtherKind {
    std::string_view keyPart;
    Family family;
    const char* title;
};

constexpr std::array otherKinds{
    OtherKind{".lora_up.", Family::lora, "LoRA"},
    OtherKind{".lora_A.", Family::lora, "LoRA"},
    OtherKind{".lora_linear_layer.", Family::lora, "LoRA"},
    OtherKind{".hada_w1_a", Family::lora, "LoHa"},
    OtherKind{".lokr_w", Family::lora, "LoKr"},
    OtherKind{"control_model.", Family::controlNet, "ControlNet"},
    OtherKind{"controlnet_cond_embedding.", Family::controlNet, "ControlNet"},
    OtherKind{"joint_blocks.0.", Family::stableDiffusion3, "Stable Diffusion 3"},
    OtherKind{"transformer_blocks.0.attn.add_q_proj.", Family::stableDiffusion3, "Stable Diffusion 3"},
    OtherKind{"double_blocks.0.img_attn.", Family::flux, "FLUX"},
};

std::string notDrawable(const ModelDescription& description, const std::string& kind)
{
    return "\"" + description.path.string() + "\" is " + kind
        + ", which this version cannot draw with yet; use a Stable Diffusion 1.x or 2.x model.";
}

Family familyOf(const NetworkTensors& unet, const FamilyClues& clues)
{
    if (unet.has("label_emb.0.0.weight") && !clues.unclip)
        return Family::stableDiffusionXL;
    return clues.openClip || clues.unclip ? Family::stableDiffusion2 : familyByProjections(unet);
}

/// What the UNet sees besides its own latents: told by how many channels more it takes than it gives.
std::string variantOf(int inputChannels, int outputChannels)
{
    if (inputChannels == 2 * outputChannels + 1)
        return ", inpaint";
    if (inputChannels == outputChannels + 1)
        return ", depth";
    if (inputChannels == outputChannels + 3)
        return ", x4 upscaler";
    return inputChannels == 2 * outputChannels ? ", InstructPix2Pix" : "";
}

const char* nameOf(Family family)
{
    switch (family) {
    case Family::stableDiffusion1:
        return "Stable Diffusion 1";
    case Family::stableDiffusion2:
        return "Stable Diffusion 2";
    default:
        return "Stable Diffusion XL";
    }
}

/// The last output block's transformer; `output_blocks.11.1` in the published networks.
std::string lastOutputNorm(const NetworkTensors& unet)
{
    for (int block = 0, last = -1;; ++block) {
        const auto nameAt = [](int i) {
            return "output_blocks." + std::to_string(i) + ".1.transformer_blocks.0.norm1.bias";
        };
        if (unet.has(nameAt(block)))
            last = block;
        if (!unet.has("output_blocks." + std::to_string(block) + ".0.in_layers.0.weight"))
            return last < 0 ? std::string() : nameAt(last);
    }
}

} // namespace

void describeLatentDiffusion(OpenedModel& model, const FamilyClues& clues)
{
    ModelDescription& description = model.description;
    const NetworkTensors& unet = model.parts.at(Part::unet).tensors;
    description.family = familyOf(unet, clues);
    description.inputChannels = unet.size("input_blocks.0.0.weight", 1);
    description.contextWidth = unet.size(unet.firstEndingIn(".attn2.to_k.weight"), 1);
    if (const auto vae = model.parts.find(Part::vae); vae != model.parts.end())
        description.latentChannels = vae->second.tensors.size("decoder.conv_in.weight", 1);
    description.title = nameOf(description.family)
        + (clues.unclip ? ", unCLIP" : variantOf(description.inputChannels, unet.size("out.2.weight", 0)));
    if (clues.unclip || description.family == Family::stableDiffusionXL) {
        description.whyNotDrawable = notDrawable(description, "a " + description.title + " model");
        return;
    }
    description.parameters = 0; // of the networks alone: a file may hold training's leftovers besides
    for (const auto& [part, opened] : model.parts)
        description.parameters += opened.tensors.parameters();
}

bool describeOtherKind(ModelDescription& description, const Keys& keys)
{
    for (const OtherKind& kind : otherKinds) {
        const bool is = std::ranges::any_of(
            keys, [&](const std::string& key) { return key.find(kind.keyPart) != std::string::npos; });
        if (!is)
            continue;
        const bool flux = std::ranges::any_of(keys,
            [](const std::string& key) { return key.find("single_transformer_blocks.0.") != std::string::npos; });
        description.family = flux ? Family::flux : kind.family;
        description.title = flux ? "FLUX" : kind.title;
        const bool whole = kind.family == Family::stableDiffusion3 || kind.family == Family::flux;
        description.prediction = whole ? "flow" : "";
        description.whyNotDrawable = notDrawable(description, "a " + description.title + (whole ? " model" : ""));
        return true;
    }
    return false;
}

Family familyByProjections(const NetworkTensors& network)
{
    // Stable Diffusion 1 projects into its transformers by 1x1 convolutions, 2 by matrices.
    const bool linear = network.shape(network.firstEndingIn(".proj_in.weight")).size() == 2;
    return linear ? Family::stableDiffusion2 : Family::stableDiffusion1;
}

void describeDepthEstimator(OpenedModel& model)
{
    ModelDescription& description = model.description;
    description.family = Family::depthEstimator;
    description.title = "DPT-hybrid depth estimator";
    description.parameters = model.parts.at(Part::depthEstimator).tensors.parameters();
    description.whyNotDrawable = "\"" + description.path.string()
        + "\" estimates depth and draws nothing by itself; use it with tarn depth --model.";
}

void describeControlNet(OpenedModel& model)
{
    ModelDescription& description = model.description;
    const NetworkTensors& net = model.parts.at(Part::controlNet).tensors;
    description.family = Family::controlNet;
    description.title = familyByProjections(net) == Family::stableDiffusion2 ? "ControlNet for Stable Diffusion 2"
                                                                             : "ControlNet for Stable Diffusion 1";
    description.inputChannels = net.size("input_blocks.0.0.weight", 1);
    description.contextWidth = net.size(net.firstEndingIn(".attn2.to_k.weight"), 1);
    description.parameters = net.parameters();
    description.whyNotDrawable = "\"" + description.path.string()
        + "\" is a ControlNet, which guides another model: name it with --control-model beside --control.";
}

void describeTaesd(OpenedModel& model)
{
    ModelDescription& description = model.description;
    const NetworkTensors& taesd = model.parts.at(Part::taesd).tensors;
    description.family = Family::taesd;
    description.title = "TAESD";
    description.latentChannels = taesd.size("decoder.1.weight", 1);
    description.parameters = taesd.parameters();
    description.whyNotDrawable = "\"" + description.path.string()
        + "\" is a small autoencoder for previews, which draws nothing by itself; choose a whole model.";
}

void countFile(ModelDescription& description, const MappedTensors& file)
{
    description.files.push_back(file.path());
    description.bytes += file.bytes();
    for (const TensorEntry& tensor : file.header().tensors)
        description.parameters += tensor.elements();
}

std::string predictionFromWeights(const NetworkTensors& unet)
{
    static constexpr double threshold = 0.09;
    if (unet.size("input_blocks.0.0.weight", 1) != 4)
        return "eps";
    const StoredTensor* bias = unet.find(lastOutputNorm(unet));
    const bool v =
        bias && bias->entry->elements() > 1 && bias->values().to(at::kDouble).std().item<double>() > threshold;
    return v ? "v" : "eps";
}

} // namespace tarn
