#include <base/sha256.h>
#include <protocol/frame.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tarn {
namespace {

constexpr std::string_view magic = "TRN1";
constexpr std::size_t prefixBytes = 20;
constexpr std::size_t checkedPrefixBytes = 16;

std::uint32_t check(std::span<const std::byte> bytes)
{
    const std::string digest = sha256(bytes);
    std::uint32_t value = 0;
    std::from_chars(digest.data(), digest.data() + 8, value, 16);
    return value;
}

void putNumber(std::byte* to, std::uint32_t value)
{
    for (int i = 0; i < 4; ++i)
        to[i] = std::byte(value >> (8 * i));
}

std::uint32_t numberAt(const std::byte* from)
{
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
        value |= std::uint32_t(from[i]) << (8 * i);
    return value;
}

[[noreturn]] void refuse(const std::string& why)
{
    throw ProtocolError("The other side sent what is no message (" + why
        + "); check that both sides are the same version and that nothing else prints into the connection.");
}

} // namespace

std::vector<std::byte> encodeFrame(std::string_view header, std::span<const std::byte> payload)
{
    if (header.size() > Frame::maxHeaderBytes || payload.size() > Frame::maxPayloadBytes)
        throw ProtocolError("A message of " + std::to_string(header.size()) + " and "
            + std::to_string(payload.size()) + " bytes is larger than messages may be; ask for less at once.");
    std::vector<std::byte> frame(prefixBytes + header.size() + payload.size());
    std::byte* const body = frame.data() + prefixBytes;
    std::memcpy(frame.data(), magic.data(), magic.size());
    putNumber(&frame[4], std::uint32_t(header.size()));
    putNumber(&frame[8], std::uint32_t(payload.size()));
    std::memcpy(body, header.data(), header.size());
    if (!payload.empty())
        std::memcpy(body + header.size(), payload.data(), payload.size());
    putNumber(&frame[12], check(std::span(frame).subspan(prefixBytes)));
    putNumber(&frame[16], check(std::span(frame).first(checkedPrefixBytes)));
    return frame;
}

void FrameDecoder::feed(std::span<const std::byte> bytes)
{
    if (m_start > 0) {
        m_bytes.erase(m_bytes.begin(), m_bytes.begin() + std::ptrdiff_t(m_start));
        m_start = 0;
    }
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

std::optional<Frame> FrameDecoder::next()
{
    const std::span<const std::byte> bytes = rest();
    const std::size_t magicBytes = std::min(bytes.size(), magic.size());
    if (magicBytes > 0 && std::memcmp(bytes.data(), magic.data(), magicBytes) != 0)
        refuse("it does not begin as one");
    if (bytes.size() < prefixBytes)
        return {};
    const std::size_t headerBytes = numberAt(&bytes[4]);
    const std::size_t payloadBytes = numberAt(&bytes[8]);
    if (check(bytes.first(checkedPrefixBytes)) != numberAt(&bytes[16]))
        refuse("its lengths are damaged");
    if (headerBytes > Frame::maxHeaderBytes || payloadBytes > Frame::maxPayloadBytes)
        refuse("it claims to be larger than messages may be");
    const std::size_t bodyBytes = headerBytes + payloadBytes;
    if (bytes.size() < prefixBytes + bodyBytes)
        return {};
    const std::span<const std::byte> body = bytes.subspan(prefixBytes, bodyBytes);
    if (check(body) != numberAt(&bytes[12]))
        refuse("it is damaged");

    Frame frame;
    frame.header.assign(reinterpret_cast<const char*>(body.data()), headerBytes);
    frame.payload.assign(body.begin() + std::ptrdiff_t(headerBytes), body.end());
    m_start += prefixBytes + bodyBytes;
    return frame;
}

} // namespace tarn
