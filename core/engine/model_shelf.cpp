#include <base/error.h>
#include <nn/stop.h>
#include <pipelines/depth_input.h>
#include <pipelines/model_places.h>
#include <pipelines/picture_job.h>

#include <engine/model_shelf.h>

#include <algorithm>
#include <iterator>

namespace tarn {
namespace fs = std::filesystem;
namespace {

bool isSame(const ModelReference& wanted, const Checkpoint& checkpoint)
{
    if (!wanted.sha256.empty())
        return checkpoint.description().layout == Layout::singleFile
            && checkpoint.sha256(stopPoint) == wanted.sha256;
    const std::map<std::string, Part>& parts = referencedParts();
    return std::ranges::all_of(wanted.parts, [&](const auto& each) {
        const auto part = parts.find(each.first);
        return part != parts.end() && checkpoint.has(part->second)
            && checkpoint.sha256(part->second, stopPoint) == each.second;
    });
}

bool hasName(const fs::path& path, const std::string& name)
{
    return path.filename() == name || path.stem() == name;
}

std::shared_ptr<const KnownModel> readKnown(const fs::path& path)
{
    const Checkpoint checkpoint = Checkpoint::open(path);
    const auto known = std::make_shared<KnownModel>();
    known->path = path;
    known->description = checkpoint.description();
    known->estimatesDepth = checkpoint.has(Part::depthEstimator);
    known->estimatorParameters = checkpoint.parameters(Part::depthEstimator);
    if (!known->description.drawable())
        return known;
    stopPoint();
    known->blueprint = DiffusionModel::inspect(checkpoint);
    stopPoint();
    known->schedulerConfig = checkpoint.schedulerConfig();
    known->sampling.emplace(known->schedulerConfig, parsePrediction(known->description.prediction));
    known->tokenizer.emplace(tokenizerOf(checkpoint));
    stopPoint();
    known->padToken = checkpoint.publishedPadToken().value_or(known->tokenizer->pad());
    known->preferredSide = preferredSide(*known->blueprint, checkpoint);
    std::error_code none;
    if (known->description.layout == Layout::folder && fs::is_regular_file(path / "taesd" / "config.json", none))
        known->taesd = path / "taesd";
    return known;
}

} // namespace

const DiffusionModel::Blueprint& KnownModel::drawable() const
{
    if (!blueprint)
        throw ModelError(description.whyNotDrawable);
    return *blueprint;
}

std::uint64_t KnownModel::drawingParameters() const
{
    return std::uint64_t(description.parameters) - estimatorParameters;
}

ModelShelf::ModelShelf(std::vector<fs::path> folders)
    : m_folders(std::move(folders))
{
}

std::vector<fs::path> ModelShelf::places() const
{
    std::vector<fs::path> all;
    std::vector<fs::path> folders = m_folders;
    folders.insert(folders.begin(), starterModel().parent_path());
    for (const fs::path& folder : folders)
        std::ranges::copy(modelsIn(folder), std::back_inserter(all));
    std::ranges::sort(all);
    return all;
}

ModelShelf::Stamp ModelShelf::stampOf(const ModelDescription& model)
{
    Stamp stamp;
    std::error_code gone;
    for (const fs::path& file : model.files)
        stamp.emplace_back(fs::file_size(file, gone), fs::last_write_time(file, gone));
    return stamp;
}

std::shared_ptr<const KnownModel> ModelShelf::known(const fs::path& path)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_known.find(path);
        if (found != m_known.end() && stampOf(found->second.model->description) == found->second.stamp)
            return found->second.model;
    }
    const auto known = readKnown(path);
    const std::lock_guard lock(m_mutex);
    m_known.insert_or_assign(path, Shelved{stampOf(known->description), known});
    return known;
}

fs::path ModelShelf::locate(const GenerateRequest& request, bool verify) const
{
    return request.model == ModelReference() ? starterModelFor(request) : locate(request.model, verify);
}

fs::path ModelShelf::locate(const ModelReference& reference, bool verify) const
{
    const bool byName = reference.sha256.empty() && reference.parts.empty(); // as one chooses it in the window
    std::vector<fs::path> all = places();
    std::ranges::stable_partition(all, [&](const fs::path& path) { return hasName(path, reference.name); });
    for (const fs::path& path : all) {
        stopPoint();
        if ((!verify || byName) && !hasName(path, reference.name))
            continue;
        try {
            if (!verify || isSame(reference, Checkpoint::open(path)))
                return path;
        } catch (const ModelError&) { // a broken neighbour is no reason to give up the search
            continue;
        }
    }
    throw StudioError("The model \"" + reference.name
        + "\" is not among the engine's; put it into one of its model folders or choose another.");
}

} // namespace tarn
