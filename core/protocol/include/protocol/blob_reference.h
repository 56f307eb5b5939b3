#pragma once

#include <cstdint>
#include <string>

namespace tarn {

/// A file by its content, never by its path; its bytes travel and are kept apart from what refers to them.
struct BlobReference {
    std::string sha256; ///< of the file's bytes, 64 lower-case hex digits; empty: there is none
    std::uint64_t size = 0; ///< bytes

    bool isGiven() const { return !sha256.empty(); }
    bool operator==(const BlobReference&) const = default;
};

} // namespace tarn
