#pragma once

#include <base/error.h>

#include <QString>

namespace test {

/// The sentence of the StudioError that `act` throws; empty when it throws none.
template <typename Act> QString messageOf(const Act& act)
{
    try {
        act();
        return {};
    } catch (const tarn::StudioError& error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace test
