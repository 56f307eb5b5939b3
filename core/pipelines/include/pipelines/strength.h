#pragma once

#include <protocol/generate_request.h>

namespace tarn {

/// Which steps of which schedule a strength means.
struct StrengthSteps {
    int scheduled; ///< steps that the schedule is made for
    int skipped; ///< of these, left out at its start; all of them: nothing is drawn

    int taken() const { return scheduled - skipped; }
    bool operator==(const StrengthSteps&) const = default;
};

/// `shorten` takes int(steps * strength) of the request's steps, as diffusers and A1111 do; `full` takes all of
/// them, the last of int(steps / strength), as ComfyUI does. Strength 0, and one too small for a single step,
/// takes none. Throws UsageError where `full` would need more steps than there can be.
StrengthSteps strengthSteps(const GenerateRequest& request);

} // namespace tarn
