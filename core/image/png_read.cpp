#include "picture_file.h"
#include "png_bytes.h"

#include <base/error.h>
#include <base/mapped_file.h>
#include <image/limits.h>
#include <image/png.h>

#include <png.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <string>

namespace tarn {
namespace png {

std::uint32_t numberAt(std::span<const std::byte> bytes, std::size_t at)
{
    std::uint32_t number = 0;
    for (const std::byte byte : bytes.subspan(at, 4))
        number = number << 8 | std::to_integer<std::uint32_t>(byte);
    return number;
}

void checkStart(std::span<const std::byte> bytes, std::string_view name)
{
    static constexpr unsigned char signature[signatureBytes] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    const auto refuse = [&](const std::string& why) { throw StudioError("\"" + std::string(name) + "\" " + why); };
    const std::size_t compared = std::min(bytes.size(), signatureBytes);
    if (compared == 0 || std::memcmp(bytes.data(), signature, compared) != 0)
        refuse("is not a PNG picture; give a file that another program has saved as PNG.");
    if (bytes.size() < signatureBytes + 25)
        refuse("is incomplete; copy or download it again.");
    if (numberAt(bytes, 8) != 13 || std::memcmp(bytes.data() + 12, "IHDR", 4) != 0)
        refuse("is damaged: its header is missing; copy or download it again.");
}

} // namespace png
namespace {

/// One run of libpng over bytes in memory. Errors return through `longjmp` to functions whose locals need no
/// destructor, and leave their sentence in `error`.
struct PngDecoder {
    std::span<const std::byte> unread;
    png_structp png = nullptr;
    png_infop info = nullptr;
    char error[128] = "";

    explicit PngDecoder(std::span<const std::byte> bytes)
        : unread(bytes)
    {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, [](png_structp, png_const_charp) {});
        info = png ? png_create_info_struct(png) : nullptr;
    }
    ~PngDecoder() { png_destroy_read_struct(&png, &info, nullptr); }
    PngDecoder(const PngDecoder&) = delete;
    PngDecoder& operator=(const PngDecoder&) = delete;

    [[noreturn]] static void onError(png_structp png, png_const_charp message)
    {
        auto* decoder = static_cast<PngDecoder*>(png_get_error_ptr(png));
        std::snprintf(decoder->error, sizeof decoder->error, "%s", message);
        png_longjmp(png, 1);
    }

    static void onRead(png_structp png, png_bytep to, std::size_t count)
    {
        auto* decoder = static_cast<PngDecoder*>(png_get_io_ptr(png));
        if (count > decoder->unread.size())
            png_error(png, "it ends too early");
        std::memcpy(to, decoder->unread.data(), count);
        decoder->unread = decoder->unread.subspan(count);
    }
};

/// Reads up to the pixels and asks for 8 or 16 bits with 1 to 4 channels. False on an error.
bool readHeader(PngDecoder& decoder)
{
    if (!decoder.info || setjmp(png_jmpbuf(decoder.png)))
        return false;
    png_set_read_fn(decoder.png, &decoder, PngDecoder::onRead);
    png_set_user_limits(decoder.png, limits::maxSide, limits::maxSide);
    png_set_chunk_malloc_max(decoder.png, limits::maxProfileBytes);
    png_set_chunk_cache_max(decoder.png, 16);
    // Texts and dates have no part in the pixels.
    png_set_keep_unknown_chunks(decoder.png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(
        decoder.png, PNG_HANDLE_CHUNK_AS_DEFAULT, reinterpret_cast<png_const_bytep>("iCCP"), 1);
    png_read_info(decoder.png, decoder.info);
    png_set_expand(decoder.png);
    if (std::endian::native == std::endian::little)
        png_set_swap(decoder.png);
    png_set_interlace_handling(decoder.png);
    png_read_update_info(decoder.png, decoder.info);
    return true;
}

/// Fills `pixels`, rows of `rowBytes`. False on an error.
bool readRows(PngDecoder& decoder, std::byte* pixels, std::size_t rowBytes, int height, int passes)
{
    if (setjmp(png_jmpbuf(decoder.png)))
        return false;
    for (int pass = 0; pass < passes; ++pass)
        for (int y = 0; y < height; ++y)
            png_read_row(decoder.png, reinterpret_cast<png_bytep>(pixels + std::size_t(y) * rowBytes), nullptr);
    png_read_end(decoder.png, nullptr);
    return true;
}

std::vector<std::byte> profileOf(const PngDecoder& decoder)
{
    png_charp title = nullptr;
    png_bytep data = nullptr;
    png_uint_32 size = 0;
    int compression = 0;
    if (png_get_iCCP(decoder.png, decoder.info, &title, &compression, &data, &size) == 0)
        return {};
    const auto bytes = std::as_bytes(std::span(data, size));
    return {bytes.begin(), bytes.end()};
}

} // namespace

DecodedPicture decodePng(std::span<const std::byte> bytes, std::string_view name)
{
    const auto refuse = [&](const std::string& why) { throw StudioError("\"" + std::string(name) + "\" " + why); };
    png::checkStart(bytes, name);
    const std::uint32_t width = png::numberAt(bytes, 16);
    const std::uint32_t height = png::numberAt(bytes, 20);
    const std::string size = std::to_string(width) + " x " + std::to_string(height);
    if (width > limits::maxSide || height > limits::maxSide || std::size_t(width) * height > limits::maxPixels)
        refuse("is too large (" + size + " pixels); scale it down to at most " + std::to_string(limits::maxSide)
            + " pixels a side.");

    PngDecoder decoder(bytes);
    const auto refuseDamaged = [&] {
        refuse("cannot be read as PNG (" + std::string(decoder.error) + "); copy or download it again.");
    };
    if (!readHeader(decoder))
        refuseDamaged();
    Image image{int(width), int(height), png_get_channels(decoder.png, decoder.info),
        png_get_bit_depth(decoder.png, decoder.info), {}};
    const std::size_t needed = image.rowBytes() * height;
    if (needed > limits::maxImageBytes)
        refuse("is too large (" + size + " pixels need more than 1 GiB of memory); scale it down.");
    // Deflate makes at most 1032 bytes out of one.
    if (needed / 1032 > bytes.size())
        refuse("is incomplete; copy or download it again.");
    image.pixels.resize(needed);
    const int passes = png_get_interlace_type(decoder.png, decoder.info) == PNG_INTERLACE_NONE ? 1 : 7;
    if (!readRows(decoder, image.pixels.data(), image.rowBytes(), image.height, passes))
        refuseDamaged();
    return {std::move(image), 1, profileOf(decoder)};
}

Image readPng(std::span<const std::byte> bytes, std::string_view name) { return decodePng(bytes, name).image; }

Image readPng(const std::filesystem::path& path)
{
    const MappedFile file(path);
    return readPng(file.bytes(), path.string());
}

} // namespace tarn
