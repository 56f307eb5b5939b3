#pragma once

#include <cstdint>

namespace tarn {

/// What a task draws at random: each purpose has a stream of its own, so that one more draw of one leaves the
/// others as they are.
namespace purpose {
enum : std::uint64_t {
    posterior = 1,
    decoderNoise,
    scaleNoise,
    latentNoise,
    timesteps,
    noise,
    dropout,
    places,
    holes,
    validationPlaces,
    validationNoise,
    validationHoles
};
}

} // namespace tarn
