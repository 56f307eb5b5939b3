#pragma once

#include <stop_token>

namespace tarn {

/// While it lives, `stopPoint` on this thread listens to `token`.
class StopScope {
public:
    explicit StopScope(std::stop_token token);
    ~StopScope();
    StopScope(const StopScope&) = delete;
    StopScope& operator=(const StopScope&) = delete;

private:
    std::stop_token m_outer;
};

/// Throws Cancelled when a stop was asked for. Networks call it before each block, so that a cancel never waits
/// for a whole pass.
void stopPoint();

} // namespace tarn
