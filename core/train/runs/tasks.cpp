#include "classifier_task.h"
#include "estimator_task.h"
#include "text_task.h"
#include "tiny_vae_task.h"
#include "unet_task.h"
#include "vae_task.h"

#include <base/error.h>
#include <base/nearest_name.h>

namespace tarn {
namespace {

using Make = std::unique_ptr<TrainingTask> (*)(const RunSettings& run, SettingsReader& reader);

template <typename Task> std::unique_ptr<TrainingTask> make(const RunSettings& run, SettingsReader& reader)
{
    return std::make_unique<Task>(run, reader);
}

template <Hint hint> std::unique_ptr<TrainingTask> makeUNet(const RunSettings& run, SettingsReader& reader)
{
    return std::make_unique<UNetTask>(run, reader, hint);
}

struct Kind {
    const char* name;
    Make make;
};
constexpr Kind kinds[] = {{"vae", make<VaeTask>}, {"text", make<TextTask>}, {"unet", makeUNet<Hint::none>},
    {"depth", makeUNet<Hint::depth>}, {"inpaint", makeUNet<Hint::hole>}, {"controlnet", makeUNet<Hint::sketch>},
    {"estimator", make<EstimatorTask>}, {"tae", make<TinyVaeTask>}, {"classifier", make<ClassifierTask>}};

} // namespace

std::vector<std::string> taskNames()
{
    std::vector<std::string> names;
    for (const Kind& kind : kinds)
        names.emplace_back(kind.name);
    return names;
}

std::unique_ptr<TrainingTask> makeTask(std::string_view name, const RunSettings& run, SettingsReader& reader)
{
    for (const Kind& kind : kinds)
        if (name == kind.name) {
            auto task = kind.make(run, reader);
            reader.finish();
            return task;
        }
    throw UsageError("There is nothing \"" + std::string(name.substr(0, 60)) + "\" to train; did you mean \""
        + nearestName(name, taskNames()) + "\"?");
}

} // namespace tarn
