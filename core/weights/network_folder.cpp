#include "component_files.h"
#include "published_keys.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <weights/network_folder.h>
#include <weights/tensor_file.h>

namespace tarn {
namespace fs = std::filesystem;
namespace {

const char* stemOf(Part part)
{
    return part == Part::textEncoder || part == Part::depthEstimator ? "model" : "diffusion_pytorch_model";
}

KeyMap internalNames(Part part, const Keys& keys)
{
    switch (part) {
    case Part::textEncoder:
        return clipKeysFromTransformers();
    case Part::unet:
        return unetKeysFromDiffusers(keys);
    case Part::vae:
        return vaeKeysFromDiffusers(keys);
    case Part::depthEstimator:
        return depthKeysFromTransformers();
    case Part::controlNet:
        return controlNetKeysFromDiffusers(keys);
    case Part::taesd:
        break;
    }
    return taesdKeys();
}

PublishedName publishedNames(Part part, const Keys& names)
{
    switch (part) {
    case Part::textEncoder:
        return clipNamesOfTransformers();
    case Part::unet:
        return unetNamesOfDiffusers(names);
    case Part::vae:
        return vaeNamesOfDiffusers(names);
    case Part::depthEstimator:
        return [](const std::string& name) { return name; }; // transformers' own
    case Part::controlNet:
        return controlNetNamesOfDiffusers(names);
    case Part::taesd:
        break;
    }
    return taesdNamesOfDiffusers();
}

/// diffusers' attention in the VAE is made of linear layers, the original's of 1x1 convolutions.
at::Tensor asPublished(Part part, const std::string& name, const at::Tensor& tensor)
{
    const bool pointwise = part == Part::vae && tensor.dim() == 4 && name.find(".attn_1.") != std::string::npos;
    return pointwise ? tensor.flatten(1) : tensor;
}

} // namespace

NetworkFolder readNetworkFolder(const fs::path& folder, Part part)
{
    const Component component = openComponent(folder, stemOf(part));
    NetworkTensors stored;
    stored.add(component.tensors, internalNames(part, keysUnder(component.tensors, {})));
    NetworkFolder network{component.config, {}};
    for (const auto& [name, tensor] : stored) {
        const at::Tensor values = tensor.values();
        if (!values.is_floating_point())
            throw ModelError("\"" + folder.string() + "\" has the tensor \"" + name
                + "\" in a type that cannot be computed with; use a version of the model in fp32, fp16 or bf16.");
        network.tensors.emplace(name, values.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true).contiguous());
    }
    return network;
}

void writeNetworkFolder(const fs::path& folder, Part part, const NetworkFolder& network, at::ScalarType dtype)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw StudioError("The folder \"" + folder.string() + "\" cannot be made (" + error.message()
            + "); choose another place.");
    Keys names;
    for (const auto& [name, tensor] : network.tensors)
        names.push_back(name);
    const PublishedName published = publishedNames(part, names);
    TensorFile file{{}, {{"format", "pt"}}};
    for (const auto& [name, tensor] : network.tensors)
        file.tensors.emplace(published(name), asPublished(part, name, tensor.detach()).to(dtype).contiguous());
    writeTensorFile(folder / (std::string(stemOf(part)) + ".safetensors"), file);
    DurableFile config(folder / "config.json");
    config.write(network.config.dump(2) + "\n");
    config.commit();
}

} // namespace tarn
