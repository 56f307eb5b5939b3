#include "prompt_scan.h"

#include <base/error.h>
#include <prompt/prompt.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace tarn {
namespace {

constexpr double bracketStep = 1.1;

struct Bracket {
    std::size_t offset; ///< in the prompt
    std::size_t firstPiece;
};

/// A piece while its brackets may still close.
struct OpenPiece {
    std::string text;
    double weight = 1;
    bool isBreak = false;
};

double limited(double weight) { return std::clamp<double>(weight, -promptWeightLimit, promptWeightLimit); }

class PromptReader {
public:
    explicit PromptReader(std::string_view prompt)
        : m_prompt(prompt)
    {
    }

    ParsedPrompt read()
    {
        while (m_at < m_prompt.size())
            readNext();
        closeAll(m_round, bracketStep,
            "This \"(\" is never closed and applies to the end; write \\( for a bracket in the text.");
        closeAll(m_square, 1 / bracketStep,
            "This \"[\" is never closed and applies to the end; write \\[ for a bracket in the text.");
        std::ranges::stable_sort(m_problems, {}, &PromptProblem::offset);
        m_problems.resize(std::min(m_problems.size(), promptProblemLimit));
        return {mergedPieces(), std::move(m_problems)};
    }

private:
    void readNext()
    {
        switch (const char c = m_prompt[m_at]) {
        case '\\':
            readEscape();
            break;
        case '(':
            open(m_round);
            break;
        case '[':
            open(m_square);
            break;
        case ')':
            close(m_round, bracketStep, c);
            break;
        case ']':
            close(m_square, 1 / bracketStep, c);
            break;
        case ':':
            readColon();
            break;
        default:
            readText();
        }
    }

    void readEscape()
    {
        ++m_at;
        if (m_at < m_prompt.size() && isSyntax(m_prompt[m_at]) && m_prompt[m_at] != ':')
            addText(1);
    }

    void open(std::vector<Bracket>& brackets)
    {
        if (brackets.size() == promptDepthLimit)
            report(1, "Brackets deeper than 100 levels no longer change the weight; take some away.");
        brackets.push_back({m_at, m_pieces.size()});
        ++m_at;
    }

    void close(std::vector<Bracket>& brackets, double factor, char bracket)
    {
        if (brackets.empty()) {
            report(1,
                std::string("This \"") + bracket + "\" closes nothing and is text; write \\" + bracket
                    + " to say so.");
            addText(1);
            return;
        }
        weigh(brackets, factor);
        ++m_at;
    }

    /// ":1.3)" where a round bracket is open, else a colon of the text.
    void readColon()
    {
        const std::optional<WeightSuffix> suffix = scanWeight(m_prompt.substr(m_at));
        if (!suffix) {
            addText(1);
        } else if (m_round.empty()) {
            report(suffix->length, "This weight has no \"(\" before it and is text; write \\) to say so.");
            addText(suffix->length);
        } else {
            if (!suffix->value)
                report(suffix->length, "This weight is no number and counts as 1; write it like \"1.3\".");
            else if (std::abs(*suffix->value) > promptWeightLimit)
                report(suffix->length, "This weight is cut to 100; write a smaller one.");
            weigh(m_round, limited(suffix->value.value_or(1)));
            m_at += suffix->length;
        }
    }

    void readText()
    {
        const std::string_view rest = m_prompt.substr(m_at);
        std::string_view run = rest.substr(0, std::ranges::find_if(rest, isSyntax) - rest.begin());
        m_at += run.size();
        for (;;) {
            const std::optional<Span> found = scanBreak(run);
            add({std::string(run.substr(0, found ? found->offset : run.npos))});
            if (!found)
                return;
            m_pieces.push_back({.text = {}, .isBreak = true});
            run.remove_prefix(found->offset + found->length);
        }
    }

    void addText(std::size_t length)
    {
        add({std::string(m_prompt.substr(m_at, length))});
        m_at += length;
    }

    void add(OpenPiece piece)
    {
        if (!piece.text.empty())
            m_pieces.push_back(std::move(piece));
    }

    /// Closes the innermost bracket. Depth is bounded, so the work is linear in the prompt's length.
    void weigh(std::vector<Bracket>& brackets, double factor)
    {
        if (brackets.size() <= promptDepthLimit)
            weighFrom(brackets.back().firstPiece, factor);
        brackets.pop_back();
    }

    void closeAll(std::vector<Bracket>& brackets, double factor, const char* message)
    {
        for (std::size_t depth = 0; depth < brackets.size(); ++depth) {
            if (depth < promptDepthLimit)
                weighFrom(brackets[depth].firstPiece, factor);
            m_problems.push_back({brackets[depth].offset, 1, message});
        }
    }

    void weighFrom(std::size_t first, double factor)
    {
        for (OpenPiece& piece : std::span(m_pieces).subspan(first))
            piece.weight *= factor;
    }

    void report(std::size_t length, std::string message)
    {
        m_problems.push_back({m_at, length, std::move(message)});
    }

    std::vector<PromptPiece> mergedPieces() const
    {
        std::vector<PromptPiece> merged;
        double lastWeight = 1;
        for (const OpenPiece& piece : m_pieces) {
            const bool joins =
                !merged.empty() && !piece.isBreak && !merged.back().isBreak && piece.weight == lastWeight;
            lastWeight = piece.weight;
            if (joins)
                merged.back().text += piece.text;
            else if (piece.isBreak)
                merged.push_back({.text = {}, .isBreak = true});
            else
                merged.push_back({piece.text, float(limited(piece.weight))});
        }
        if (merged.empty())
            merged.emplace_back();
        return merged;
    }

    const std::string_view m_prompt;
    std::size_t m_at = 0;
    std::vector<OpenPiece> m_pieces;
    std::vector<Bracket> m_round, m_square;
    std::vector<PromptProblem> m_problems;
};

} // namespace

ParsedPrompt parsePrompt(std::string_view prompt)
{
    if (prompt.size() > promptLimit)
        throw UsageError("The prompt has " + std::to_string(prompt.size()) + " bytes; shorten it to "
            + std::to_string(promptLimit) + " or fewer.");
    return PromptReader(prompt).read();
}

} // namespace tarn
