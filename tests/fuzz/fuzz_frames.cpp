#include <protocol/messages.h>

#include <cstdint>
#include <cstdlib>

using namespace tarn;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// What could be read is written and read again: the same, in the same bytes.
void readAndRepeat(const Frame& frame)
{
    std::optional<Message> message;
    try {
        message = decodeMessage(frame);
    } catch (const ProtocolError& e) {
        require(std::string_view(e.what()).ends_with('.'));
        return;
    }
    std::vector<std::byte> bytes;
    try {
        bytes = encodeMessage(*message);
    } catch (const StudioError&) { // a request that cannot be used is told, not repeated
        return;
    }
    FrameDecoder decoder;
    decoder.feed(bytes);
    const std::optional<Frame> again = decoder.next();
    require(again && encodeMessage(decodeMessage(*again)) == bytes);
}

/// As it would come over a pipe, in pieces of every size.
void stream(std::span<const std::byte> bytes)
{
    FrameDecoder decoder;
    try {
        for (std::size_t start = 0, length = 1; start < bytes.size();
             start += length, length = length * 2 % 61 + 1) {
            decoder.feed(bytes.subspan(start, std::min(length, bytes.size() - start)));
            while (const std::optional<Frame> frame = decoder.next())
                readAndRepeat(*frame);
        }
    } catch (const ProtocolError& e) {
        require(std::string_view(e.what()).ends_with('.'));
    }
}

} // namespace

/// The first byte says what the rest is: a stream, or a header in a whole frame, which mutation alone would hardly
/// ever give its checks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto rest = std::as_bytes(std::span(data, size)).subspan(1);
    if (data[0] % 2 == 0) {
        stream(rest);
    } else {
        const std::size_t payload = std::min<std::size_t>(data[0] / 2, rest.size());
        const std::span<const std::byte> header = rest.subspan(payload);
        readAndRepeat({{reinterpret_cast<const char*>(header.data()), header.size()},
            {rest.begin(), rest.begin() + std::ptrdiff_t(payload)}});
    }
    return 0;
}
