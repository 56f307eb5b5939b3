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

struct Content {
    std::string text;
    bool damaged = false;
};

/// Up to `limit` bytes of what `data` inflates to, and one more when there is more.
Content inflated(std::string_view data, std::size_t limit)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return {{}, true};
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
    const bool damaged = status != Z_STREAM_END && text.size() <= limit;
    return {std::move(text), damaged};
}

/// Takes the texts of a file until a limit of limits.h is met. libpng bounds each chunk but not their sum, and
/// reaches those behind the pixels only by decoding the pixels.
class TextCollector {
public:
    static constexpr auto damagedText = "A damaged text was skipped.";

    void take(std::string_view type, std::string_view data)
    {
        if (++m_taken > limits::maxTexts)
            return skip("Only the first " + std::to_string(limits::maxTexts) + " texts were read.");
        const auto key = takeUntilNul(data);
        if (!key || key->empty() || key->size() > 79)
            return skip("A text with a damaged key was skipped.");
        Content content = read(type, data);
        const std::size_t size = content.text.size() + key->size();
        const bool fits = size <= m_left;
        // Counted also when it is skipped, else many bombs would take long.
        m_left -= std::min(m_left, size);
        if (content.damaged)
            return skip(damagedText);
        if (content.text.size() > limits::maxTextBytes)
            return skip("A text longer than 1 MiB was skipped.");
        if (!fits)
            return skip("Texts beyond 4 MiB in all were skipped.");
        m_texts.chunks.push_back({fromLatin1(*key), std::move(content.text), type == "iTXt"});
    }

    void skip(std::string sentence)
    {
        if (std::ranges::find(m_texts.skipped, sentence) == m_texts.skipped.end())
            m_texts.skipped.push_back(std::move(sentence));
    }

    PngTexts finished() { return std::move(m_texts); }

private:
    /// The text as UTF-8, cut after one byte too many; `data` is what follows the key and its NUL.
    Content read(std::string_view type, std::string_view data) const
    {
        bool compressed = type == "zTXt";
        if (type == "iTXt") {
            if (data.empty())
                return {{}, true};
            compressed = data.front() != 0;
            data.remove_prefix(1);
        }
        if (type != "tEXt") {
            if (data.empty() || (compressed && data.front() != 0)) // 0 is deflate, the only method there is
                return {{}, true};
            data.remove_prefix(1);
        }
        if (type == "iTXt" && (!takeUntilNul(data) || !takeUntilNul(data))) // the language and the translated key
            return {{}, true};
        Content content;
        if (compressed)
            content = inflated(data, std::min(limits::maxTextBytes, m_left));
        else
            content.text = data.substr(0, limits::maxTextBytes + 1);
        content.text = type == "iTXt" ? repairedUtf8(content.text) : fromLatin1(content.text);
        return content;
    }

    PngTexts m_texts;
    std::size_t m_taken = 0;
    std::size_t m_left = limits::maxAllTextBytes;
};

constexpr auto incomplete = "The file is incomplete: texts may be missing.";

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
            texts.skip(incomplete);
            break;
        }
        const std::string_view type = file.substr(at + 4, 4);
        if (hasText(type)) {
            const auto* checked = reinterpret_cast<const Bytef*>(file.data() + at + 4);
            if (crc32_z(0, checked, size + 4) == png::numberAt(bytes, at + 8 + size))
                texts.take(type, file.substr(at + 8, size));
            else
                texts.skip(TextCollector::damagedText);
        }
        at += 12 + size;
        if (file.size() - at < 12) {
            texts.skip(incomplete);
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
