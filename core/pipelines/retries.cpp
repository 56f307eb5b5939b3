#include <base/error.h>
#include <nn/device.h>
#include <pipelines/retries.h>

#include <utility>

namespace tarn {

void drawWithRetries(const GenerateRequest& request, const std::function<void()>& attempt,
    const std::function<void(DrawFault)>& change)
{
    bool ranOut = false;
    for (;;) {
        DrawFault fault;
        try {
            return onDevice(attempt);
        } catch (const NotFinite&) {
            if (request.dtype == "fp32")
                throw;
            fault = DrawFault::leftRange;
        } catch (const OutOfDeviceMemory&) {
            if (std::exchange(ranOut, true))
                throw;
            fault = DrawFault::memoryRanOut;
        }
        change(fault); // not while the exception is handled, which holds what the attempt held
    }
}

} // namespace tarn
