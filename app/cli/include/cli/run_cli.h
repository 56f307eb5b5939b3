#pragma once

/// The `tarn` program. Returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 cancelled; each failure is one
/// sentence on standard error. Found by name in libtarn.so, therefore without a namespace.
extern "C" [[gnu::visibility("default")]] int tarnRunCli(int count, char** arguments);
