#pragma once

namespace test {

/// Whether AddressSanitizer watches, and all takes three to ten times as long: what only measures, and runs no
/// code that other tests do not run, is left to the optimised build.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool isSanitized = true;
#else
inline constexpr bool isSanitized = false;
#endif

} // namespace test
