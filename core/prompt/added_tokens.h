#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace tarn {

/// A token that is cut out of the text before it is split into words.
struct AddedToken {
    std::string content;
    int id = -1;
    bool normalized = false; ///< looked for in the normalized text, its own content normalized likewise
    bool singleWord = false; ///< only where no word character stands beside it
    bool takesSpaceBefore = false;
    bool takesSpaceAfter = false;
};

/// Finds added tokens in a text: leftmost first, of those the longest, none overlapping.
class AddedTokens {
public:
    struct Part {
        std::string_view text;
        int id = -1; ///< of the token that `text` is; -1 where it is plain text
    };

    /// Tokens with no content are left out.
    explicit AddedTokens(const std::vector<AddedToken>& tokens);

    /// Every non-empty plain part and every token of `text` (valid UTF-8), in order. White space that a token
    /// takes is in its part.
    std::vector<Part> split(std::string_view text) const;

private:
    const AddedToken* longestAt(std::string_view text) const;

    std::array<std::vector<AddedToken>, 256> m_byFirstByte; ///< the longest first
};

} // namespace tarn
