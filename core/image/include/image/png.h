#pragma once

#include <image/image.h>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// One text of a PNG file. `text` is UTF-8.
struct TextChunk {
    std::string key; ///< 1 to 79 characters of Latin-1
    std::string text;
    bool international = false; ///< an iTXt chunk, also where the text would fit the Latin-1 of tEXt

    bool operator==(const TextChunk&) const = default;
};

/// PNG file contents: the texts, then the pixels; nothing of the time or the machine, so that equal input gives
/// equal bytes. What PNG text cannot hold (NUL, invalid UTF-8) becomes U+FFFD. Throws StudioError when `image` is
/// larger than limits.h allows.
std::vector<std::byte> encodePng(const Image& image, std::span<const TextChunk> texts);

/// Writes `encodePng` through DurableFile: the whole file or nothing. Throws StudioError.
void writePng(const std::filesystem::path& target, const Image& image, std::span<const TextChunk> texts);

/// Pixels of a PNG file: palettes become RGB, transparency becomes alpha, 1 to 4 bits become 8; of an animation
/// the first picture. Throws StudioError naming the file when it is no PNG, damaged, or larger than limits.h
/// allows.
Image readPng(const std::filesystem::path& file);
/// The same from memory; `name` is what an error calls it.
Image readPng(std::span<const std::byte> bytes, std::string_view name);

struct PngTexts {
    std::vector<TextChunk> chunks; ///< in the order of the file; valid UTF-8, within limits.h
    std::vector<std::string> skipped; ///< one sentence for each kind of text that was left out
};

/// The tEXt, zTXt and iTXt chunks of a PNG file; no pixel is decoded. A chunk that is damaged or over a limit is
/// skipped and said; invalid UTF-8 becomes U+FFFD. Throws StudioError naming the file when it is no PNG.
PngTexts readPngTexts(const std::filesystem::path& file);
/// The same from memory; `name` is what an error calls it.
PngTexts readPngTexts(std::span<const std::byte> bytes, std::string_view name);

} // namespace tarn
