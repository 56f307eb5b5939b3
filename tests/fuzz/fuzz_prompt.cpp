#include <base/error.h>
#include <prompt/token_windows.h>

#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace {

/// Bytes and a handful of merges: small, so that the text is what drives the run.
tarn::ClipTokenizer smallTokenizer()
{
    const auto file = std::filesystem::temp_directory_path() / ("fuzz_prompt." + std::to_string(::getpid()));
    std::ofstream(file) << "#version: 0.2\na a\nb c</w>\naa aa\n! !</w>\n";
    const auto tokenizer = tarn::ClipTokenizer::published(file, "!");
    std::filesystem::remove(file);
    return tokenizer;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkProblems(const tarn::ParsedPrompt& parsed, std::size_t size)
{
    require(parsed.problems.size() <= tarn::promptProblemLimit);
    for (const tarn::PromptProblem& problem : parsed.problems)
        require(problem.length > 0 && problem.offset + problem.length <= size && !problem.message.empty());
}

void checkWindows(const tarn::TokenWindows& windows, const tarn::ClipTokenizer& tokenizer)
{
    const auto length = std::size_t(tokenizer.maxLength());
    require(!windows.ids.empty() && windows.ids.size() == windows.weights.size());
    for (std::size_t i = 0; i < windows.ids.size(); ++i) {
        require(windows.ids[i].size() == length && windows.weights[i].size() == length);
        require(windows.ids[i].front() == tokenizer.bos());
        for (const int id : windows.ids[i])
            require(id >= 0 && id < tokenizer.size());
        for (const float weight : windows.weights[i])
            require(std::isfinite(weight) && std::abs(weight) <= tarn::promptWeightLimit);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const tarn::ClipTokenizer tokenizer = smallTokenizer();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (size > tarn::promptLimit)
        return 0;
    const tarn::ParsedPrompt parsed = tarn::parsePrompt(text);
    require(!parsed.pieces.empty());
    checkProblems(parsed, size);
    checkWindows(tarn::tokenWindows(tokenizer, parsed, tokenizer.pad()), tokenizer);
    return 0;
}
