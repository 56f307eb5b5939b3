#include <base/error.h>
#include <pipelines/strength.h>

#include <algorithm>

namespace tarn {

StrengthSteps strengthSteps(const GenerateRequest& request)
{
    const int steps = request.steps;
    if (request.strength <= 0)
        return {steps, steps};
    if (request.strengthSteps == "shorten")
        return {steps, steps - std::min(int(steps * request.strength), steps)};
    const double scheduled = steps / request.strength;
    if (scheduled > GenerateRequest::maxSteps)
        throw UsageError("So small a strength asks for more than " + std::to_string(GenerateRequest::maxSteps)
            + " steps; choose a larger one, fewer steps, or --strength-steps shorten.");
    return {int(scheduled), int(scheduled) - steps};
}

} // namespace tarn
