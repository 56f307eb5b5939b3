#pragma once

#include <protocol/blob_reference.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

constexpr std::uint64_t maxBlobBytes = std::uint64_t(2) << 30;

using Blob = std::shared_ptr<const std::vector<std::byte>>;

BlobReference referenceTo(std::span<const std::byte> bytes);

/// Whether `text` is 64 lower-case hex digits.
bool isDigest(std::string_view text);

/// Blobs in memory. Above its budget it lets go of those that were longest not asked for; one that somebody else
/// holds is still found. Any thread may call.
class BlobStore {
public:
    explicit BlobStore(std::uint64_t budget = std::uint64_t(1) << 30)
        : m_budget(budget)
    {
    }

    BlobReference add(std::vector<std::byte> bytes);
    /// Adds bytes whose digest the caller has computed.
    void add(const BlobReference& reference, Blob blob);
    /// Null when it is not here.
    Blob find(const std::string& sha256);

private:
    struct Kept {
        std::string sha256;
        Blob blob;
    };

    const std::uint64_t m_budget;
    std::mutex m_mutex;
    std::uint64_t m_bytes = 0;
    std::list<Kept> m_kept; ///< the one asked for last first
    std::map<std::string, std::list<Kept>::iterator> m_places;
    std::map<std::string, std::weak_ptr<const std::vector<std::byte>>> m_letGo;
};

} // namespace tarn
