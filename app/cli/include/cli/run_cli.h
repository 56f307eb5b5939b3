#pragma once

namespace tarn {

/// The `tarn` program. Returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 cancelled; each failure is one
/// sentence on standard error.
int runCli(int count, char** arguments);

} // namespace tarn
