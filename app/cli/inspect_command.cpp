#include <base/error.h>
#include <image/png.h>

#include <cli/commands.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace tarn {
namespace {

/// Text from a file, made safe for a terminal: control characters but line ends and tabs are shown as their code.
std::string plain(const std::string& text)
{
    std::string safe;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if ((code < 0x20 && c != '\n' && c != '\t') || code == 0x7f) {
            char shown[8];
            std::snprintf(shown, sizeof shown, "\\x%02x", code);
            safe += shown;
        } else {
            safe += c;
        }
    }
    return safe;
}

void inspect(const std::string& file, bool json)
{
    const PngTexts texts = readPngTexts(std::filesystem::path(file));
    if (json) {
        nlohmann::json found = nlohmann::json::object();
        for (const TextChunk& chunk : texts.chunks)
            found[chunk.key] = chunk.text;
        std::printf("%s\n", found.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    } else {
        for (const TextChunk& chunk : texts.chunks)
            std::printf("%s:\n%s\n\n", plain(chunk.key).c_str(), plain(chunk.text).c_str());
    }
    for (const std::string& skipped : texts.skipped)
        std::fprintf(stderr, "%s\n", plain(skipped).c_str());
    if (texts.chunks.empty())
        throw StudioError("\"" + file + "\" carries no text about how it was made.");
}

} // namespace

void addInspect(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("inspect", "Show what a PNG says about how it was made");
    const auto file = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    command->add_option("FILE", *file, "A PNG picture")->required();
    command->add_flag("--json", *json, "As JSON on one line");
    command->callback([file, json] { inspect(*file, *json); });
}

} // namespace tarn
