#include <base/sha256.h>
#include <protocol/blob.h>

#include <algorithm>

namespace tarn {

BlobReference referenceTo(std::span<const std::byte> bytes) { return {sha256(bytes), bytes.size()}; }

bool isDigest(std::string_view text)
{
    return text.size() == 64
        && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

BlobReference BlobStore::add(std::vector<std::byte> bytes)
{
    const BlobReference reference = referenceTo(bytes);
    add(reference, std::make_shared<const std::vector<std::byte>>(std::move(bytes)));
    return reference;
}

void BlobStore::add(const BlobReference& reference, Blob blob)
{
    const std::lock_guard lock(m_mutex);
    if (m_places.contains(reference.sha256))
        return;
    m_letGo.erase(reference.sha256);
    m_bytes += blob->size();
    m_kept.push_front({reference.sha256, std::move(blob)});
    m_places.emplace(reference.sha256, m_kept.begin());
    while (m_bytes > m_budget && m_kept.size() > 1) {
        Kept& last = m_kept.back();
        m_bytes -= last.blob->size();
        m_letGo[last.sha256] = last.blob;
        m_places.erase(last.sha256);
        m_kept.pop_back();
        std::erase_if(m_letGo, [](const auto& each) { return each.second.expired(); });
    }
}

Blob BlobStore::find(const std::string& sha256)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(sha256);
    if (found == m_places.end()) {
        const auto elsewhere = m_letGo.find(sha256);
        return elsewhere == m_letGo.end() ? nullptr : elsewhere->second.lock();
    }
    m_kept.splice(m_kept.begin(), m_kept, found->second);
    return found->second->blob;
}

} // namespace tarn
