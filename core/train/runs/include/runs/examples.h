#pragma once

#include <image/image.h>
#include <scenes/scene.h>

#include <runs/settings_reader.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tarn {

/// The value of each attribute of a scene, -1 for what is not known.
using Labels = std::array<std::int8_t, attributeCount>;

/// Where pictures come from.
struct DataSettings {
    std::filesystem::path folder; ///< pictures with captions beside them; empty: scenes painted on the fly
    std::uint64_t firstSeed = 1'000; ///< of the scenes
    std::int64_t count = 0; ///< of the scenes; 0: without end, each picture a new scene
    std::filesystem::path sceneCache; ///< folder where painted scenes are kept; empty: each is painted each time
    int size = 128; ///< pixels a side
    /// Of a folder of ten pictures and more, every tenth is held out.
    enum class Share { all, learnt, heldOut } share = Share::all;

    /// {"folder": DIR, "size": N} or {"scenes": {"first_seed": S, "count": N, "cache": DIR}, "size": N}.
    static DataSettings read(SettingsReader reader, const DataSettings& fallback);
};

/// One example as images.
struct ExamplePictures {
    Image picture; ///< RGB, 8 bits, `size` x `size`
    Image depth; ///< grey, 8 bits, as large; near is bright. Empty unless it was asked for
    Image sketch; ///< grey, 8 bits, as large; lines are white on black. Empty unless it was asked for
};

/// What a task needs of each example beside its picture.
struct ExampleNeeds {
    bool caption = false;
    bool depth = false;
    bool sketch = false;
};

/// Pictures with what is said and known about them, by number. All functions may be called from any thread.
class ExampleSource {
public:
    virtual ~ExampleSource() = default;

    /// How many there are; 0 for no end.
    virtual std::int64_t count() const = 0;
    /// Throws StudioError for a file that has gone bad since the start.
    virtual ExamplePictures pictures(std::int64_t index) const = 0;
    /// A sentence about it; `variant` picks one of several.
    virtual std::string caption(std::int64_t index, std::uint64_t variant) const = 0;
    virtual Labels labels(std::int64_t index) const = 0;
    /// The labels that the caption of this variant gives away, -1 for the others.
    virtual Labels stated(std::int64_t index, std::uint64_t variant) const = 0;
    /// What decides the pictures, as text: two sources with the same have the same pictures.
    virtual std::string identity() const = 0;
    /// One sentence for each file that was skipped, in the order of their names.
    virtual const std::vector<std::string>& skipped() const = 0;
};

/// Scenes are painted when asked for. Of a folder every picture is opened once, here; bad ones, and those without
/// what is needed of NAME.txt, NAME.depth.png and NAME.sketch.png, are listed and skipped; .depth.png and
/// .sketch.png of `tarn scenes` are no pictures. Of a picture that is no square the middle is taken. Throws
/// StudioError for a folder that is missing or has no picture left.
std::unique_ptr<ExampleSource> openExamples(const DataSettings& settings, const ExampleNeeds& needs);

} // namespace tarn
