#include "picture_file.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tarn {
namespace {

bool isWebPage(std::string_view head)
{
    const std::size_t start = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    if (start == head.npos || head[start] != '<')
        return false;
    std::string tag(head.substr(start + 1, 8));
    std::ranges::transform(tag, tag.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return std::ranges::any_of(
        std::array{"!doctype", "html", "head", "!--"}, [&](const char* known) { return tag.starts_with(known); });
}

/// By the first bytes; ISO media files name their kind after the size and type of their first box.
const char* kindOf(std::string_view head)
{
    using Known = std::pair<std::string_view, const char*>;
    static constexpr std::array known{Known{"GIF8", "GIF"}, Known{"BM", "BMP"}, Known{"II*\0", "TIFF or raw"},
        Known{"II*", "TIFF or raw"}, Known{"MM", "TIFF or raw"}, Known{"8BPS", "Photoshop"},
        Known{"\xFF\x0A", "JPEG XL"}, Known{"%PDF", "PDF"}, Known{"PK\x03\x04", "zip or OpenRaster"},
        Known{"gimp xcf", "GIMP"}, Known{"<svg", "SVG"}, Known{"<?xml", "SVG or XML"}};
    for (const auto& [start, kind] : known)
        if (head.starts_with(start))
            return kind;
    if (head.size() > 12 && head.substr(4, 4) == "ftyp") {
        const std::string_view brand = head.substr(8, 4);
        return brand == "avif" || brand == "avis"        ? "AVIF"
            : brand.starts_with("he") || brand == "mif1" ? "HEIC"
                                                         : "video";
    }
    return head.substr(4, 4) == "JXL " ? "JPEG XL" : nullptr;
}

} // namespace

void refuseForeignPicture(std::span<const std::byte> bytes, std::string_view name)
{
    const std::string_view head(
        reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 512));
    if (head.empty())
        refusePicture(name, "is empty; copy or download it again.");
    if (head.starts_with("version https://git-lfs"))
        refusePicture(name,
            "is not a picture but an LFS pointer; fetch the file itself with \"git lfs pull\" or download it "
            "again.");
    if (isWebPage(head))
        refusePicture(
            name, "is not a picture but a web page; save the picture itself, not the page it is shown on.");
    if (const char* kind = kindOf(head.size() < 12 ? std::string(head).append(12, '\0') : std::string(head)))
        refusePicture(name,
            "is a " + std::string(kind)
                + " file, which is not read; save it as PNG, JPEG or WebP in another program.");
    refusePicture(name, "is not a PNG, JPEG or WebP picture; give a file that another program has saved as one.");
}

} // namespace tarn
