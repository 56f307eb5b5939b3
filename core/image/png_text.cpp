#include "png_bytes.h"

#include <base/mapped_file.h>
#include <base/utf8.h>
#include <image/limits.h>
#include <image/png.h>

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string>

namespace tarn {
namespace {

std::string fromLatin1(std::string_view text)
{
    std::string utf8;
    utf8.reserve(text.size());
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80) {
            utf8 += c;
        } else {
            utf8 += char(0xC0 | (code >> 6));
            utf8 += char(0x80 | (code & 0x3F));
        }
    }
    return utf8;
}

/// Removes and returns what stands before the next NUL; nothing when there is none.
std::optional<std::string_view> takeUntilNul(std::string_view& data)
{
    const std::size_t end = data.find('\0');
    if (end == data.npos)
        return std::nullopt;
    const std::string_view taken = data.substr(0, end);
    data.remove_prefix(end + 1);
    return taken;
}

/// Up to `limit` bytes of what `data` inflates to, and one more when there is more; nothing when it is damaged.
std::optional<std::string> inflated(std::string_view data, std::size_t limit)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = uInt(data.size());
    std::string text;
    int status = Z_OK;
    while (status == Z_OK && text.size() <= limit) {
        char buffer[16'384];
        const std::size_t room = std::min(sizeof buffer, limit + 1 - text.size());
        stream.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.avail_out = uInt(room);
        status = inflate(&stream, Z_NO_FLUSH);
        text.append(buffer, room - stream.avail_out);
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END && text.size() <= limit)
        return std::nullopt;
    return text;
}

/// Takes the texts of a file until a limit of limits.h is met. libpng bounds each chunk but not their sum, and
/// reaches those behind the pixels only by decoding the pixels.
class TextCollector {
public:
    void take(std::string_view type, std::string_view data)
    {
        // Texts that are skipped count too, else many small bombs would take long.
        if (++m_taken > limits::maxTexts)
            return skip("Only the first " + std::to_string(limits::maxTexts) + " texts were read.");
        const auto key = takeUntilNul(data);
        if (!key || key->empty() || key->size() > 79)
            return skip("A text with a damaged key was skipped.");
        const std::optional<std::string> text = read(type, data);
        if (!text)
            return skip("A damaged text was skipped.");
        const bool fits = text->size() + key->size() <= m_left;
        m_left -= std::min(m_left, text->size() + key->size());
        if (text->size() > limits::maxTextBytes)
            return skip("A text longer than 1 MiB was skipped.");
        if (!fits)
            return skip("Texts beyond 4 MiB in all were skipped.");
        m_texts.chunks.push_back({fromLatin1(*key), *text, type == "iTXt"});
    }

    void skip(std::string sentence)
    {
        if (std::ranges::find(m_texts.skipped, sentence) == m_texts.skipped.end())
            m_texts.skipped.push_back(std::move(sentence));
    }

    PngTexts finished() { return std::move(m_texts); }

private:
    /// The text as UTF-8, cut after one byte too many; `data` is what follows the key and its NUL.
    std::optional<std::string> read(std::string_view type, std::string_view data) const
    {
        bool compressed = type == "zTXt";
        if (type == "iTXt") {
            if (data.empty())
                return std::nullopt;
            compressed = data.front() != 0;
            data.remove_prefix(1);
        }
        if (type != "tEXt") {
            if (data.empty() || (compressed && data.front() != 0)) // 0 is deflate, the only method there is
                return std::nullopt;
            data.remove_prefix(1);
        }
        if (type == "iTXt" && (!takeUntilNul(data) || !takeUntilNul(data))) // the language and the translated key
            return std::nullopt;
        std::optional<std::string> text;
        if (compressed)
            text = inflated(data, std::min(limits::maxTextBytes, m_left));
        else
            text = data.substr(0, limits::maxTextBytes + 1);
        if (text)
            text = type == "iTXt" ? repairedUtf8(*text) : fromLatin1(*text);
        return text;
    }

    PngTexts m_texts;
    std::size_t m_taken = 0;
    std::size_t m_left = limits::maxAllTextBytes;
};

bool hasText(std::string_view type) { return type == "tEXt" || type == "zTXt" || type == "iTXt"; }

} // namespace

PngTexts readPngTexts(std::span<const std::byte> bytes, std::string_view name)
{
    png::checkStart(bytes, name);
    const std::string_view file(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    TextCollector texts;
    // A chunk is the length of its data, a type of four letters, the data, and a CRC of type and data.
    for (std::size_t at = png::signatureBytes; file.substr(at + 4, 4) != "IEND";) {
        const std::size_t size = png::numberAt(bytes, at);
        if (size > file.size() - at - 12) {
            texts.skip("The file is incomplete: texts may be missing.");
            break;
        }
        const std::string_view type = file.substr(at + 4, 4);
        if (hasText(type)) {
            const auto* checked = reinterpret_cast<const Bytef*>(file.data() + at + 4);
            if (crc32_z(0, checked, size + 4) == png::numberAt(bytes, at + 8 + size))
                texts.take(type, file.substr(at + 8, size));
            else
                texts.skip("A damaged text was skipped.");
        }
        at += 12 + size;
        if (file.size() - at < 12) {
            texts.skip("The file is incomplete: texts may be missing.");
            break;
        }
    }
    return texts.finished();
}

PngTexts readPngTexts(const std::filesystem::path& path)
{
    const MappedFile file(path);
    return readPngTexts(file.bytes(), path.string());
}

} // namespace tarn
