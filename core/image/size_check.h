#pragma once

namespace tarn {

/// Throws StudioError when a picture of that size is over limits.h. `doing` completes "The picture cannot be …".
void checkSize(long long width, long long height, int channels, int bits, const char* doing);

} // namespace tarn
