#include <base/error.h>
#include <image/convert.h>
#include <image/geometry.h>
#include <image/limits.h>
#include <image/read.h>

#include <jpeglib.h>
#include <webp/encode.h>

#include <cstddef>
#include <cstdint>
#include <cstdio> // before jpeglib.h, which needs FILE
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace {

constexpr int side = 24;

std::vector<std::uint8_t> gradient(int channels)
{
    std::vector<std::uint8_t> pixels(std::size_t(side * side * channels));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = std::uint8_t(i * 7 / std::size_t(channels) + i % std::size_t(channels) * 60);
    return pixels;
}

/// Orientation 6 as a little-endian EXIF block.
constexpr char exif[] = "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";

std::string jpeg(int channels, bool progressive)
{
    jpeg_compress_struct file{};
    jpeg_error_mgr errors{};
    file.err = jpeg_std_error(&errors);
    jpeg_create_compress(&file);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&file, &bytes, &size);
    file.image_width = file.image_height = side;
    file.input_components = channels;
    file.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&file);
    if (progressive)
        jpeg_simple_progression(&file);
    jpeg_start_compress(&file, TRUE);
    jpeg_write_marker(&file, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif), sizeof exif - 1);
    std::vector<std::uint8_t> pixels = gradient(channels);
    while (file.next_scanline < file.image_height) {
        JSAMPROW row = pixels.data() + file.next_scanline * unsigned(side * channels);
        jpeg_write_scanlines(&file, &row, 1);
    }
    jpeg_finish_compress(&file);
    std::string made(reinterpret_cast<char*>(bytes), size);
    jpeg_destroy_compress(&file);
    std::free(bytes);
    return made;
}

std::string webp(int channels, bool lossless)
{
    const std::vector<std::uint8_t> pixels = gradient(channels);
    const int row = side * channels;
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (channels == 3)
        size = lossless ? WebPEncodeLosslessRGB(pixels.data(), side, side, row, &bytes)
                        : WebPEncodeRGB(pixels.data(), side, side, row, 60, &bytes);
    else
        size = lossless ? WebPEncodeLosslessRGBA(pixels.data(), side, side, row, &bytes)
                        : WebPEncodeRGBA(pixels.data(), side, side, row, 60, &bytes);
    std::string made(reinterpret_cast<char*>(bytes), size);
    WebPFree(bytes);
    return made;
}

std::string startingPoint(unsigned which)
{
    static constexpr int channels[] = {1, 3, 4};
    switch (which % 3) {
    case 0:
        return jpeg(channels[which / 3 % 3], which % 2 == 0);
    case 1:
        return webp(which % 2 == 0 ? 3 : 4, which / 6 % 2 == 0);
    default:
        return "\xFF\xD8\xFF";
    }
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(
    std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    const std::string start = size < 64 && seed % 4 != 0 ? startingPoint(seed / 4) : std::string();
    if (!start.empty() && start.size() <= maxSize) {
        std::memcpy(data, start.data(), start.size());
        return start.size();
    }
    return LLVMFuzzerMutate(data, size, maxSize);
}

/// A picture that the user gives: whatever comes out has the size it claims and lies within the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span file(reinterpret_cast<const std::byte*>(data), size);
    try {
        const tarn::Image image = tarn::readImage(file, "input");
        if (image.width < 1 || image.height < 1 || image.width > tarn::limits::maxSide
            || image.pixels.size() != image.rowBytes() * std::size_t(image.height))
            std::abort();
    } catch (const tarn::StudioError& error) {
        if (!std::string_view(error.what()).starts_with("\"input\" "))
            std::abort();
    }
    return 0;
}
