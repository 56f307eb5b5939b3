#include <weights/python_json.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tarn {

nlohmann::json parsePythonJson(const std::string& text)
{
    static constexpr std::array<std::string_view, 3> words{"-Infinity", "Infinity", "NaN"};
    std::string plain; // a copy: replacing in place would be quadratic in a file full of them
    plain.reserve(text.size());
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = std::string_view(text).substr(i);
        const auto word = std::ranges::find_if(words, [&](std::string_view w) { return rest.starts_with(w); });
        if (!inString && word != words.end()) {
            plain += "null";
            i += word->size() - 1;
            continue;
        }
        plain += text[i];
        if (text[i] == '"')
            inString = !inString;
        else if (inString && text[i] == '\\' && ++i < text.size())
            plain += text[i];
    }
    return nlohmann::json::parse(plain, nullptr, false);
}

} // namespace tarn
