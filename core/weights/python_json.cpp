#include <weights/python_json.h>

#include <string_view>

namespace tarn {

nlohmann::json parsePythonJson(std::string text)
{
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            inString = !inString;
        else if (inString && text[i] == '\\')
            ++i;
        if (inString)
            continue;
        for (const std::string_view word : {"-Infinity", "Infinity", "NaN"})
            if (text.compare(i, word.size(), word) == 0)
                text.replace(i, word.size(), "null");
    }
    return nlohmann::json::parse(text, nullptr, false);
}

} // namespace tarn
