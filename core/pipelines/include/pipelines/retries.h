#pragma once

#include <protocol/generate_request.h>

#include <functional>

namespace tarn {

/// What a drawing may fail of and come to an end nevertheless, once something about it is changed.
enum class DrawFault {
    leftRange, ///< NotFinite in a dtype narrower than fp32
    memoryRanOut, ///< OutOfDeviceMemory, for the first time
};

/// Calls `attempt` on the device (`onDevice`) until it comes to an end, and `change` after each of these faults:
/// then what the attempt held is free. `change` makes `request.dtype` fp32 after the one, and sees to it that less
/// memory is needed after the other. Whatever else is thrown, or thrown again, goes on to the caller.
void drawWithRetries(const GenerateRequest& request, const std::function<void()>& attempt,
    const std::function<void(DrawFault)>& change);

} // namespace tarn
