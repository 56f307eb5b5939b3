#pragma once

#include <QtGlobal>

namespace test {

/// How often a test repeats: `usual` times, or `soak` times where packaging/test.sh --full sets TARN_SOAK. Also
/// for the step from place to place, which a soak makes shorter.
inline int rounds(int usual, int soak) { return qEnvironmentVariableIsSet("TARN_SOAK") ? soak : usual; }

} // namespace test
