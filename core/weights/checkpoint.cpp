#include "opened_model.h"
#include "pad_token.h"

#include <base/error.h>
#include <base/sha256.h>
#include <weights/checkpoint.h>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <thread>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// "model" for "…/model/" and "…/model.safetensors".
std::string shownName(const fs::path& path, Layout layout)
{
    fs::path plain = fs::absolute(path).lexically_normal();
    if (!plain.has_filename())
        plain = plain.parent_path();
    return layout == Layout::singleFile && plain.extension() == ".safetensors" ? plain.stem().string()
                                                                               : plain.filename().string();
}

const char* nameOf(Part part)
{
    switch (part) {
    case Part::textEncoder:
        return "text encoder";
    case Part::unet:
        return "UNet";
    case Part::vae:
        return "VAE";
    case Part::taesd:
        return "TAESD";
    case Part::depthEstimator:
        return "depth estimator";
    case Part::controlNet:
        return "ControlNet";
    }
    return "";
}

/// `stored` as it is computed with; itself where nothing has to change.
at::Tensor converted(const at::Tensor& stored, at::ScalarType dtype, bool channelsLast)
{
    if (stored.is_complex())
        throw ModelError("This model has complex numbers as weights; use another copy of it.");
    if (!channelsLast || stored.dim() != 4 || stored.is_contiguous(at::MemoryFormat::ChannelsLast))
        return stored.to(dtype);
    at::Tensor out = at::empty(stored.sizes(), stored.options().dtype(dtype), at::MemoryFormat::ChannelsLast);
    return out.copy_(stored);
}

} // namespace

const std::map<std::string, Part>& referencedParts()
{
    static const std::map<std::string, Part> parts{{"text_encoder", Part::textEncoder}, {"unet", Part::unet},
        {"vae", Part::vae}, {"depth_estimator", Part::depthEstimator}, {"controlnet", Part::controlNet}};
    return parts;
}

struct Checkpoint::State {
    OpenedModel model;

    const OpenedPart& part(Part part) const
    {
        const auto found = model.parts.find(part);
        if (found == model.parts.end())
            throw ModelError(
                "\"" + model.description.path.string() + "\" has no " + nameOf(part) + "; choose a whole model.");
        return found->second;
    }
};

Checkpoint::Checkpoint(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}
Checkpoint::Checkpoint(Checkpoint&&) noexcept = default;
Checkpoint& Checkpoint::operator=(Checkpoint&&) noexcept = default;
Checkpoint::~Checkpoint() = default;

Checkpoint Checkpoint::open(const fs::path& path)
{
    std::error_code error;
    if (!fs::exists(path, error))
        throw ModelError("There is no model \"" + path.string() + "\"; check the path.");
    auto state = std::make_unique<State>();
    state->model = fs::is_directory(path, error) ? openModelFolder(path) : openSingleFile(path);
    ModelDescription& description = state->model.description;
    description.name = shownName(path, description.layout);
    return Checkpoint(std::move(state));
}

const ModelDescription& Checkpoint::description() const { return m_state->model.description; }
bool Checkpoint::has(Part part) const { return m_state->model.parts.contains(part); }
const nlohmann::json& Checkpoint::config(Part part) const { return m_state->part(part).config; }
const nlohmann::json& Checkpoint::schedulerConfig() const { return m_state->model.scheduler; }
std::optional<fs::path> Checkpoint::tokenizerFolder() const { return m_state->model.tokenizer; }

std::optional<int> Checkpoint::publishedPadToken() const
{
    static constexpr int clipEnd = 49407;
    if (!has(Part::textEncoder))
        return std::nullopt;
    const std::optional<fs::path> folder = tokenizerFolder();
    if (folder)
        if (const auto token = padTokenIn(*folder))
            return token;
    if (description().family == Family::stableDiffusion2)
        return 0;
    return folder ? vocabularyId(*folder, "<|endoftext|>") : clipEnd;
}

std::string Checkpoint::sha256(const std::function<void()>& onPiece) const
{
    return has(Part::unet) ? sha256(Part::unet, onPiece) : sha256File(description().files.front(), onPiece);
}

std::string Checkpoint::sha256(Part part, const std::function<void()>& onPiece) const
{
    const std::vector<fs::path>& files = m_state->part(part).files;
    if (files.size() == 1)
        return sha256File(files.front(), onPiece);
    std::string digests;
    for (const fs::path& file : files)
        digests += sha256File(file, onPiece);
    return tarn::sha256(std::as_bytes(std::span(digests)));
}

std::uint64_t Checkpoint::parameters(Part part) const
{
    std::uint64_t sum = 0;
    if (has(part))
        for (const auto& [name, stored] : m_state->part(part).tensors)
            sum += stored.entry->elements();
    return sum;
}

WeightTable Checkpoint::shapes(Part part) const
{
    WeightTable table;
    for (const auto& [name, tensor] : m_state->part(part).tensors)
        table.insert(name, at::empty(tensor.shape(), at::TensorOptions(at::kMeta).dtype(at::kFloat)));
    return table;
}

WeightTable Checkpoint::load(
    Part part, const Compute& compute, bool channelsLast, const std::function<void()>& onTensor) const
{
    struct Item {
        const std::string* name;
        const StoredTensor* stored;
        at::Tensor ready;
    };
    std::vector<Item> items;
    for (const auto& [name, stored] : m_state->part(part).tensors)
        items.push_back({&name, &stored, {}});

    // Tensors differ in size by six orders: each thread takes the next one when it is done, the largest first.
    std::ranges::sort(
        items, std::ranges::greater(), [](const Item& item) { return item.stored->entry->elements(); });
    std::atomic<std::size_t> next = 0;
    const std::thread::id caller = std::this_thread::get_id();
    at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
        try {
            for (std::size_t i = next++; i < items.size(); i = next++) {
                if (std::this_thread::get_id() == caller)
                    onTensor();
                items[i].ready =
                    converted(items[i].stored->values(), compute.dtype, channelsLast).to(compute.device);
            }
        } catch (...) {
            next = items.size(); // the others stop, too
            throw;
        }
    });

    WeightTable table;
    for (Item& item : items)
        table.insert(*item.name, std::move(item.ready));
    return table;
}

} // namespace tarn
