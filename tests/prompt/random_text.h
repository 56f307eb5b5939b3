#pragma once

#include <QString>
#include <random>
#include <vector>

namespace test {

/// Text of fragments that tokenizers stumble over: code points of every plane, assigned or not, marks in any
/// order, jamo, emoji sequences, every white space, controls, digits of all scripts, contractions, special tokens,
/// HTML entities.
class RandomText {
public:
    explicit RandomText(unsigned seed);

    /// Valid Unicode of up to 12 fragments.
    QString next();

private:
    std::size_t below(std::size_t count);
    char32_t between(char32_t first, char32_t last);
    char32_t oneOf(const std::vector<char32_t>& characters);
    std::u32string fragment();
    std::u32string run(std::size_t longest, const std::vector<char32_t>& characters);

    std::mt19937 m_random;
    std::vector<char32_t> m_marks, m_numbers, m_capitals, m_composites, m_recent;
};

/// Every code point of planes 0 to 3 (without the surrogates), the tags, and the last ones of all: each between a
/// letter and a full stop, which show its class; 16 in a line.
std::vector<QString> everyCodePointInUse();

} // namespace test
