#include <prompt/token_windows.h>

namespace tarn {
namespace {

/// Fills windows one token at a time; a window is closed by the first token that does not fit, not by the last
/// that does.
class WindowWriter {
public:
    WindowWriter(const ClipTokenizer& tokenizer, int pad)
        : m_bos(tokenizer.bos())
        , m_eos(tokenizer.eos())
        , m_pad(pad)
        , m_length(std::size_t(tokenizer.maxLength()))
    {
        open();
    }

    void add(int id, float weight)
    {
        if (m_ids.size() + 1 == m_length)
            close();
        m_ids.push_back(id);
        m_weights.push_back(weight);
    }

    void close()
    {
        m_windows.tokens.push_back(int(m_ids.size()) - 1);
        m_ids.push_back(m_eos);
        m_ids.resize(m_length, m_pad);
        m_weights.resize(m_length, 1);
        m_windows.ids.push_back(std::move(m_ids));
        m_windows.weights.push_back(std::move(m_weights));
        open();
    }

    TokenWindows finish(std::size_t atLeast)
    {
        if (m_ids.size() > 1 || m_windows.ids.empty())
            close();
        while (m_windows.ids.size() < atLeast)
            close();
        return std::move(m_windows);
    }

private:
    void open()
    {
        m_ids.assign(1, m_bos);
        m_weights.assign(1, 1);
    }

    const int m_bos, m_eos, m_pad;
    const std::size_t m_length;
    std::vector<int> m_ids;
    std::vector<float> m_weights;
    TokenWindows m_windows;
};

} // namespace

TokenWindows tokenWindows(const ClipTokenizer& tokenizer, const ParsedPrompt& prompt, int pad, std::size_t atLeast)
{
    WindowWriter writer(tokenizer, pad);
    for (const PromptPiece& piece : prompt.pieces) {
        if (piece.isBreak)
            writer.close();
        for (const int id : tokenizer.encode(piece.text))
            writer.add(id, piece.weight);
    }
    return writer.finish(atLeast);
}

} // namespace tarn
