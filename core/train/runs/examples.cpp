#include "folder_examples.h"
#include "scene_store.h"

#include <base/error.h>
#include <scenes/caption.h>
#include <scenes/painter.h>

#include <runs/examples.h>

#include <limits>
#include <optional>

namespace tarn {
namespace {

class PaintedExamples final : public ExampleSource {
public:
    PaintedExamples(const DataSettings& settings, const ExampleNeeds& needs)
        : m_settings(settings)
        , m_needs(needs)
    {
        if (!settings.sceneCache.empty())
            m_store.emplace(settings.sceneCache, settings);
    }

    std::int64_t count() const override { return m_settings.count; }
    ExamplePictures pictures(std::int64_t index) const override
    {
        std::optional<ExamplePictures> all = m_store ? m_store->find(index) : std::nullopt;
        if (!all) {
            PaintedScene painted = paint(scene(index), m_settings.size, m_settings.size);
            all = {std::move(painted.picture), std::move(painted.depth), std::move(painted.sketch)};
            if (m_store)
                m_store->keep(index, *all);
        }
        return {std::move(all->picture), m_needs.depth ? std::move(all->depth) : Image(),
            m_needs.sketch ? std::move(all->sketch) : Image()};
    }
    std::string caption(std::int64_t index, std::uint64_t variant) const override
    {
        return captionOf(scene(index), variant).text;
    }
    Labels labels(std::int64_t index) const override { return labelsOf(scene(index)); }
    Labels stated(std::int64_t index, std::uint64_t variant) const override
    {
        const Scene of = scene(index);
        const Caption caption = captionOf(of, variant);
        Labels known = labelsOf(of);
        for (const Attribute attribute : allAttributes)
            if (!caption.states(attribute))
                known[std::size_t(attribute)] = -1;
        return known;
    }
    std::string identity() const override
    {
        return "scenes from " + std::to_string(m_settings.firstSeed) + ", " + std::to_string(m_settings.count)
            + " of " + std::to_string(m_settings.size) + " pixels";
    }
    const std::vector<std::string>& skipped() const override
    {
        static const std::vector<std::string> none;
        return none;
    }

private:
    Scene scene(std::int64_t index) const { return describeScene(m_settings.firstSeed + std::uint64_t(index)); }
    static Labels labelsOf(const Scene& scene)
    {
        Labels labels;
        for (const Attribute attribute : allAttributes)
            labels[std::size_t(attribute)] = std::int8_t(valueOf(scene, attribute));
        return labels;
    }

    DataSettings m_settings;
    ExampleNeeds m_needs;
    std::optional<SceneStore> m_store;
};

} // namespace

DataSettings DataSettings::read(SettingsReader reader, const DataSettings& fallback)
{
    DataSettings settings = fallback;
    if (reader.has("folder") && reader.has("scenes"))
        reader.refuse("folder", "and scenes are both given; choose one of them");
    settings.folder = reader.text("folder", fallback.folder.string());
    SettingsReader scenes = reader.object("scenes");
    if (reader.has("scenes"))
        settings.folder.clear();
    settings.firstSeed = std::uint64_t(scenes.integer(
        "first_seed", std::int64_t(fallback.firstSeed), 0, std::numeric_limits<std::int64_t>::max() / 2));
    settings.count = scenes.integer("count", fallback.count, 0, 100'000'000);
    settings.sceneCache = scenes.text("cache", fallback.sceneCache.string());
    if (!settings.sceneCache.empty() && settings.count == 0)
        scenes.refuse("cache", "needs a number of scenes; set count, or leave it out");
    scenes.finish();
    settings.size = int(reader.integer("size", fallback.size, smallestSceneSide, largestSceneSide));
    reader.finish();
    return settings;
}

std::unique_ptr<ExampleSource> openExamples(const DataSettings& settings, const ExampleNeeds& needs)
{
    if (settings.folder.empty())
        return std::make_unique<PaintedExamples>(settings, needs);
    return std::make_unique<FolderExamples>(settings, needs);
}

} // namespace tarn
