#include <base/durable_file.h>
#include <base/error.h>
#include <base/utf8.h>
#include <image/limits.h>
#include <image/png.h>

#include <png.h>

#include <bit>
#include <cassert>
#include <cstdio>
#include <new>
#include <optional>

namespace tarn {
namespace {

/// Photographs become 1 to 5 % smaller at 6, in twice the time.
constexpr int compressionLevel = 4;

/// One run of libpng into memory. Errors return through `longjmp` to `encode`, whose locals need no destructor.
struct Encoder {
    std::vector<std::byte> written;
    png_structp png = nullptr;
    png_infop info = nullptr;
    char error[128] = "";

    Encoder()
    {
        png = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, onError, [](png_structp, png_const_charp) {});
        info = png ? png_create_info_struct(png) : nullptr;
    }
    ~Encoder() { png_destroy_write_struct(&png, &info); }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    [[noreturn]] static void onError(png_structp png, png_const_charp message)
    {
        auto* encoder = static_cast<Encoder*>(png_get_error_ptr(png));
        std::snprintf(encoder->error, sizeof encoder->error, "%s", message);
        png_longjmp(png, 1);
    }

    static void onWrite(png_structp png, png_bytep data, std::size_t count)
    {
        if (!static_cast<Encoder*>(png_get_io_ptr(png))->append(std::as_bytes(std::span(data, count))))
            png_error(png, "no memory is left");
    }

    /// No exception may pass through libpng.
    bool append(std::span<const std::byte> bytes)
    {
        try {
            written.insert(written.end(), bytes.begin(), bytes.end());
            return true;
        } catch (const std::bad_alloc&) {
            return false;
        }
    }
};

/// `text` (valid UTF-8) in Latin-1, or nothing when it holds another character.
std::optional<std::string> toLatin1(std::string_view text)
{
    std::string latin1;
    latin1.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto code = static_cast<unsigned char>(text[i]);
        if (code < 0x80)
            latin1 += text[i];
        else if (code <= 0xC3)
            latin1 += char((code << 6) | (text[++i] & 0x3F));
        else
            return std::nullopt;
    }
    return latin1;
}

/// A text as libpng takes it: without NUL, in the encoding that its chunk asks for.
struct EncodedText {
    std::string key;
    std::string text;
    bool international;

    explicit EncodedText(const TextChunk& chunk)
    {
        const auto latin1Key = isUtf8(chunk.key) ? toLatin1(chunk.key) : std::nullopt;
        assert(latin1Key && !latin1Key->empty() && latin1Key->size() <= 79);
        key = *latin1Key;
        for (const char c : repairedUtf8(chunk.text))
            text += c == '\0' ? std::string_view("\uFFFD") : std::string_view(&c, 1);
        const auto latin1 = chunk.international ? std::nullopt : toLatin1(text);
        international = !latin1;
        if (latin1)
            text = *latin1;
    }

    png_text asPngText()
    {
        png_text entry{};
        entry.compression = international ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
        entry.key = key.data();
        entry.text = text.data();
        (international ? entry.itxt_length : entry.text_length) = text.size();
        return entry;
    }
};

/// False on an error.
bool encode(Encoder& encoder, const Image& image, std::span<const png_text> texts)
{
    static constexpr int colorTypes[] = {
        PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    if (!encoder.info || setjmp(png_jmpbuf(encoder.png)))
        return false;
    png_set_write_fn(encoder.png, &encoder, Encoder::onWrite, [](png_structp) {});
    png_set_user_limits(encoder.png, limits::maxSide, limits::maxSide);
    png_set_compression_level(encoder.png, compressionLevel);
    png_set_IHDR(encoder.png, encoder.info, png_uint_32(image.width), png_uint_32(image.height), image.bits,
        colorTypes[image.channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_text(encoder.png, encoder.info, texts.data(), int(texts.size()));
    png_write_info(encoder.png, encoder.info);
    if (image.bits == 16 && std::endian::native == std::endian::little)
        png_set_swap(encoder.png);
    for (std::size_t y = 0; y < std::size_t(image.height); ++y)
        png_write_row(encoder.png, reinterpret_cast<png_const_bytep>(image.pixels.data() + y * image.rowBytes()));
    png_write_end(encoder.png, nullptr);
    return true;
}

} // namespace

std::vector<std::byte> encodePng(const Image& image, std::span<const TextChunk> texts)
{
    assert(image.channels >= 1 && image.channels <= 4 && (image.bits == 8 || image.bits == 16));
    assert(image.pixels.size() == image.rowBytes() * std::size_t(image.height));
    if (image.width < 1 || image.height < 1 || image.width > limits::maxSide || image.height > limits::maxSide)
        throw StudioError("A picture of " + std::to_string(image.width) + " x " + std::to_string(image.height)
            + " pixels cannot be saved; choose 1 to " + std::to_string(limits::maxSide) + " pixels a side.");
    std::vector<EncodedText> encoded(texts.begin(), texts.end());
    std::vector<png_text> entries;
    for (EncodedText& text : encoded)
        entries.push_back(text.asPngText());
    Encoder encoder;
    if (!encode(encoder, image, entries))
        throw StudioError("The picture cannot be written as PNG (" + std::string(encoder.error)
            + "); free some memory and try again.");
    return std::move(encoder.written);
}

void writePng(const std::filesystem::path& target, const Image& image, std::span<const TextChunk> texts)
{
    checkWritable(target);
    const std::vector<std::byte> bytes = encodePng(image, texts);
    DurableFile file(target);
    file.write(bytes);
    file.commit();
}

} // namespace tarn
