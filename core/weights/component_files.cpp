#include "component_files.h"

#include "foreign_file.h"
#include "json_file.h"
#include "model_fault.h"

#include <base/error.h>
#include <weights/limits.h>

#include <map>
#include <optional>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// Whether `file` is the same network's of a model beside the one that `folder` is in: what was only partly
/// trained anew can share the rest with the model that it began as. Both paths are canonical.
bool isShared(const fs::path& folder, const fs::path& file)
{
    const fs::path network = file.parent_path(), model = network.parent_path();
    std::error_code error;
    return network.filename() == folder.filename() && model.parent_path() == folder.parent_path().parent_path()
        && fs::is_regular_file(model / "model_index.json", error);
}

/// Whether `file` is in `folder`, shared with a model beside it or, where `folder` is part of a snapshot in the
/// Hugging Face hub's cache, among the blobs of the same model (huggingface_hub, file_download.py:
/// MODEL/snapshots/REVISION/… are links to MODEL/blobs/HASH). Both paths are canonical.
bool belongsTo(const fs::path& folder, const fs::path& file)
{
    const fs::path place = file.parent_path();
    if (place == folder || isShared(folder, file))
        return true;
    const fs::path inModel = folder.lexically_relative(place.parent_path());
    return place.filename() == "blobs" && !inModel.empty() && *inModel.begin() == "snapshots";
}

/// The file of `folder` that a shard index names. A name from a file is data, never a path.
fs::path shardPath(const fs::path& folder, const std::string& name, const fs::path& index)
{
    const auto refuse = [&](const std::string& why) {
        throw ModelError("\"" + index.string() + "\" cannot be used: its shard " + inQuotes(name) + " " + why
            + "; download the model again.");
    };
    const bool plain = !name.empty() && name.size() <= 255 && name[0] != '.'
        && name.find_first_of(std::string_view("/\\:\0", 4)) == std::string::npos
        && name.ends_with(".safetensors");
    if (!plain)
        refuse("is no name of a file in its folder");
    const fs::path path = folder / name;
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error)
        refuse("is missing");
    if (!belongsTo(fs::canonical(folder, error), real))
        refuse("is a link out of its folder");
    return path;
}

void openShards(const fs::path& folder, const fs::path& index, Component& component)
{
    const nlohmann::json json = readJsonObject(index, modelLimits::indexBytes);
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object() || map->empty() || map->size() > modelLimits::tensors)
        throwDamaged(index, "it has no weight_map");
    std::map<std::string, std::shared_ptr<const MappedTensors>> shards;
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string())
            throwDamaged(index, "its weight_map names no file for " + inQuotes(tensor));
        std::shared_ptr<const MappedTensors>& file = shards[shard.get<std::string>()];
        if (!file)
            file = std::make_shared<MappedTensors>(shardPath(folder, shard.get<std::string>(), index));
        const TensorEntry* entry = file->header().find(tensor);
        if (!entry)
            throwDamaged(
                file->path(), "it lacks the tensor " + inQuotes(tensor) + ", which the index says it has");
        component.tensors.push_back({file, entry});
    }
    for (const auto& [name, file] : shards)
        component.files.push_back(file);
}

/// The first of `names` that is in `folder`.
std::optional<fs::path> firstOf(const fs::path& folder, const std::vector<std::string>& names)
{
    std::error_code error;
    for (const std::string& name : names)
        if (fs::exists(folder / name, error))
            return folder / name;
    return std::nullopt;
}

[[noreturn]] void throwNoTensors(const fs::path& folder, const std::string& stem)
{
    const auto pickle =
        firstOf(folder, {stem + ".bin", "pytorch_model.bin", stem + ".fp16.bin", "pytorch_model.fp16.bin"});
    if (pickle)
        throwPickle(*pickle);
    throw ModelError("\"" + folder.string() + "\" has no file \"" + stem
        + ".safetensors\"; download the model again, with all its files.");
}

} // namespace

Component openComponent(const fs::path& folder, const std::string& stem)
{
    Component component;
    component.config = readJsonObject(folder / "config.json", modelLimits::configBytes);
    const auto found = firstOf(folder,
        {stem + ".safetensors", stem + ".safetensors.index.json", stem + ".fp16.safetensors",
            stem + ".safetensors.index.fp16.json", stem + ".fp16.safetensors.index.json"});
    if (!found)
        throwNoTensors(folder, stem);
    if (found->extension() == ".json") {
        openShards(folder, *found, component);
    } else {
        component.files.push_back(std::make_shared<MappedTensors>(*found));
        component.tensors = allTensors(component.files.front());
    }
    return component;
}

} // namespace tarn
