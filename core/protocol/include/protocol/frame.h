#pragma once

#include <base/error.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// The other side broke the protocol: a damaged frame, a message that cannot be, another version. The connection
/// is of no more use.
class ProtocolError : public StudioError {
public:
    using StudioError::StudioError;
};

/// What travels over a pipe at once: a JSON text and the bytes that belong to it.
struct Frame {
    static constexpr std::size_t maxHeaderBytes = 4 << 20;
    static constexpr std::size_t maxPayloadBytes = 1 << 20; ///< so that nothing waits long behind a large transfer

    std::string header;
    std::vector<std::byte> payload;

    bool operator==(const Frame&) const = default;
};

/// The frame's bytes: "TRN1", length of the header, length of the payload, check of both, check of these sixteen
/// bytes, header, payload. Numbers are little-endian and of 32 bits; a check is the first four bytes of a SHA-256.
/// Throws ProtocolError when a part is larger than its limit.
std::vector<std::byte> encodeFrame(std::string_view header, std::span<const std::byte> payload = {});

/// Takes bytes as they come and gives frames. It holds no more than what arrived: a claimed length allocates
/// nothing.
class FrameDecoder {
public:
    void feed(std::span<const std::byte> bytes);
    /// The next whole frame, if there is one. Throws ProtocolError for bytes that are no frame, as soon as that
    /// shows; nothing can be read after it.
    std::optional<Frame> next();
    /// Whether the bytes so far end inside a frame.
    bool isInsideFrame() const { return m_start < m_bytes.size(); }

private:
    std::span<const std::byte> rest() const { return std::span(m_bytes).subspan(m_start); }

    std::vector<std::byte> m_bytes;
    std::size_t m_start = 0; ///< of the first byte that was not given out
};

} // namespace tarn
