#pragma once

#include <scenes/scene.h>

#include <array>
#include <string>

namespace tarn {

/// A sentence about a scene, and which of its attributes it gives away.
struct Caption {
    std::string text;
    std::array<bool, attributeCount> stated{}; ///< by `Attribute`

    bool states(Attribute attribute) const { return stated[std::size_t(attribute)]; }
};

/// Describes `scene` in English. `variant` picks the words, their order and what is left out; what is usual (noon,
/// summer, a clear sky) is often left out, what is unusual seldom. Nothing is said that the scene does not hold.
Caption captionOf(const Scene& scene, std::uint64_t variant);

} // namespace tarn
