#include <base/error.h>
#include <image/png.h>
#include <protocol/generate_request.h>
#include <protocol/parameters_text.h>

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace {

/// What is read from anywhere must be able to travel on: our own text and JSON bring it back.
void checkRequest(std::string_view json)
{
    tarn::GenerateRequest request;
    try {
        request = tarn::requestFromJson(json);
    } catch (const tarn::StudioError&) {
        return;
    }
    const tarn::ParsedParameters parsed = tarn::parseParametersText(tarn::formatParametersText(request));
    if (parsed.prompt != request.prompt || parsed.negative != request.negative || parsed.seed != request.seed)
        std::abort();
    if (tarn::requestFromJson(tarn::toJson(request)) != request)
        std::abort();
}

void checkPixels(std::span<const std::byte> file)
{
    tarn::Image image;
    try {
        image = tarn::readPng(file, "input");
    } catch (const tarn::StudioError&) {
        return;
    }
    if (image.pixels.size() <= 100'000 && tarn::readPng(tarn::encodePng(image, {}), "output") != image)
        std::abort();
}

/// One of our pictures, its JSON, or its text: where the fuzzer starts from.
std::string startingPoint(unsigned which)
{
    tarn::GenerateRequest request;
    request.prompt = "a \"lake\", mist\nNegative prompt: no";
    request.negative = "gr\u00FCn \U0001F3A8";
    const std::string text = tarn::formatParametersText(request);
    const std::string json = tarn::toJson(request);
    if (which % 3 == 0)
        return text;
    if (which % 3 == 1)
        return json;
    tarn::Image image{5, 3, int(which % 4) + 1, which % 8 < 4 ? 8 : 16, {}};
    image.pixels.resize(image.rowBytes() * 3, std::byte(which));
    const std::vector<tarn::TextChunk> texts{{"parameters", text}, {"tarn", json, true}};
    const std::vector<std::byte> png = tarn::encodePng(image, texts);
    return {reinterpret_cast<const char*>(png.data()), png.size()};
}

/// Makes the checksums of all whole chunks right, else nearly every change would end at one.
void repairChecksums(std::uint8_t* data, std::size_t size)
{
    for (std::size_t at = 8; at + 12 <= size;) {
        const std::size_t length =
            std::size_t(data[at]) << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3];
        if (length > size - at - 12)
            return;
        const uLong sum = crc32_z(0, data + at + 4, length + 4);
        at += 8 + length;
        for (int byte = 0; byte < 4; ++byte)
            data[at++] = std::uint8_t(sum >> (24 - 8 * byte));
    }
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(
    std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    const std::string start = size < 64 && seed % 4 == 0 ? startingPoint(seed / 4) : std::string();
    if (!start.empty() && start.size() <= maxSize) {
        std::memcpy(data, start.data(), start.size());
        return start.size();
    }
    size = LLVMFuzzerMutate(data, size, maxSize);
    if (size > 8 && data[0] == 0x89 && seed % 8 != 1)
        repairChecksums(data, size);
    return size;
}

/// A picture that the user drops on the window: its pixels, its texts, and what those texts say.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span file(reinterpret_cast<const std::byte*>(data), size);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    checkPixels(file);
    checkRequest(text);
    tarn::parseParametersText(text);
    try {
        for (const tarn::TextChunk& chunk : tarn::readPngTexts(file, "input").chunks) {
            checkRequest(chunk.text);
            tarn::parseParametersText(chunk.text);
        }
    } catch (const tarn::StudioError&) {
        return 0;
    }
    return 0;
}
