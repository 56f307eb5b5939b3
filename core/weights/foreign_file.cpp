#include "foreign_file.h"

#include <base/error.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tarn {
namespace {

/// Protocols 2 to 5 begin with 0x80 and their number; zip is what torch.save has written since 2020.
bool isPickle(std::string_view head)
{
    if (head.starts_with("PK\x03\x04"))
        return true;
    return head.size() >= 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5;
}

bool isWebPage(std::string_view head)
{
    if (head.starts_with("\xEF\xBB\xBF"))
        head.remove_prefix(3);
    const std::size_t start = head.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos || head[start] != '<')
        return false;
    std::string tag(head.substr(start + 1, 8));
    std::ranges::transform(tag, tag.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return std::ranges::any_of(std::array{"!doctype", "html", "?xml", "head", "!--"},
        [&](const char* known) { return tag.starts_with(known); });
}

bool isText(std::string_view head)
{
    return head.size() >= 9 && std::ranges::all_of(head, [](char c) {
        return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
    });
}

} // namespace

bool isPickleExtension(const std::filesystem::path& extension)
{
    return std::ranges::any_of(std::array{".ckpt", ".pt", ".pth", ".bin", ".pkl", ".pickle"},
        [&](const char* known) { return extension == known; });
}

void throwPickle(const std::filesystem::path& path)
{
    throw ModelError("\"" + path.string()
        + "\" is a pickle, an unsafe format that can run programs; convert it to safetensors, in Python with"
          " torch.load(file, weights_only=True) and safetensors.torch.save_file, or download the .safetensors "
          "file.");
}

void throwIfForeign(std::span<const std::byte> file, const std::filesystem::path& path)
{
    const auto refuse = [&](const char* what) {
        throw ModelError("\"" + path.string() + "\" is not a model but " + what);
    };
    const std::string_view head(
        reinterpret_cast<const char*>(file.data()), std::min<std::size_t>(file.size(), 512));

    if (head.starts_with("version https://git-lfs"))
        refuse("an LFS pointer; fetch the file itself with \"git lfs pull\" or download it again.");
    if (isPickle(head) || (isPickleExtension(path.extension()) && !head.empty()))
        throwPickle(path);
    if (head.starts_with("GGUF"))
        throw ModelError("\"" + path.string()
            + "\" is a GGUF file, which this version cannot read; download the model as .safetensors.");
    if (isWebPage(head))
        refuse("a web page; download it again, signed in if the site asks for that.");
    if (isText(head))
        refuse("a text file; download it again.");
}

} // namespace tarn
