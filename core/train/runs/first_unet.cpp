#include "first_unet.h"

#include <train/initial_networks.h>

namespace tarn {
namespace {

NetworkFolder randomUNet(SettingsReader reader, const RunSettings& run, Hint hint, const VaeShape& vae,
    const NetworkFolder& textEncoder)
{
    UNetPlan plan;
    plan.outChannels = vae.latentChannels;
    plan.inChannels = plan.outChannels + hintChannels(hint, plan.outChannels);
    plan.contextWidth = int(textEncoder.tensors.at("embeddings.token_embedding.weight").size(1));
    plan.sampleSize = run.data.size / vae.factor();
    plan.channels = reader.integers("channels", {128, 256, 384}, 1, 8'192, 8);
    plan.blocks = int(reader.integer("blocks", 1, 1, 16));
    plan.heads = int(reader.integer("heads", 4, 1, 256));
    plan.groups = int(reader.integer("groups", 32, 1, 8'192));
    plan.attends = reader.flags("attends", 8);
    if (plan.attends.empty()) {
        plan.attends.assign(plan.channels.size(), true);
        plan.attends.back() = plan.channels.size() == 1;
    }
    if (plan.attends.size() != plan.channels.size())
        reader.refuse("attends", "must have one value for each of unet.channels");
    for (const std::int64_t channels : plan.channels)
        if (channels % plan.groups != 0 || channels % plan.heads != 0)
            reader.refuse("channels",
                "must be multiples of unet.groups (" + std::to_string(plan.groups) + ") and of unet.heads ("
                    + std::to_string(plan.heads) + "), which " + std::to_string(channels) + " is not");
    if (plan.sampleSize >> (plan.channels.size() - 1) < 1)
        reader.refuse("channels",
            "has more levels than latents of " + std::to_string(plan.sampleSize)
                + " a side can be halved; use fewer, or a larger data.size");
    reader.finish();
    return initialUNet(plan, run.seed);
}

NetworkFolder baseUNet(const UNetSettings& settings, Hint hint, const VaeShape& vae)
{
    const int added = hintChannels(hint, vae.latentChannels);
    NetworkFolder base = readNetworkFolder(settings.start.model / "unet", Part::unet);
    const auto first = base.tensors.find("input_blocks.0.0.weight");
    if (added > 0 && first != base.tensors.end() && first->second.dim() == 4
        && first->second.size(1) == vae.latentChannels)
        widenInput(base, added);
    return base;
}

} // namespace

NetworkFolder firstUNet(SettingsReader& reader, const RunSettings& run, const UNetSettings& settings, Hint hint,
    const VaeShape& vae, const NetworkFolder& textEncoder)
{
    const bool hasModel = !settings.start.model.empty();
    if (hint == Hint::sketch && !hasModel)
        reader.refuse("start.model", "is missing; name the model that the ControlNet leads");
    if (hint == Hint::sketch || (hasModel && !reader.has("unet")))
        return baseUNet(settings, hint, vae);
    return randomUNet(reader.object("unet"), run, hint, vae, textEncoder);
}

} // namespace tarn
