#include <base/error.h>
#include <nn/stop.h>

#include <utility>

namespace tarn {
namespace {

thread_local std::stop_token current;

} // namespace

StopScope::StopScope(std::stop_token token)
    : m_outer(std::exchange(current, std::move(token)))
{
}

StopScope::~StopScope() { current = m_outer; }

void stopPoint()
{
    if (current.stop_requested())
        throw Cancelled{};
}

} // namespace tarn
