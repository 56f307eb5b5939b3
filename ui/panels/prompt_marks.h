#pragma once

#include <protocol/report.h>

#include <QSyntaxHighlighter>

namespace tarn::studio {

/// Colours brackets and weights, and underlines what the engine does not understand.
class PromptMarks : public QSyntaxHighlighter {
    Q_OBJECT

public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    /// `problems` belong to `text`; their offsets are in bytes of its UTF-8.
    void setProblems(const QString& text, const std::vector<PromptNote>& problems);

protected:
    void highlightBlock(const QString& text) override;

private:
    std::vector<int> m_places; ///< in UTF-16 units of the whole text
};

} // namespace tarn::studio
