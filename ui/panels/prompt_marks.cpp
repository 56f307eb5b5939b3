#include "prompt_marks.h"

#include <look/theme.h>

#include <QRegularExpression>
#include <QTextDocument>

namespace tarn::studio {

void PromptMarks::setProblems(const QString& text, const std::vector<PromptNote>& problems)
{
    const QByteArray bytes = text.toUtf8();
    std::vector<int> places;
    for (const PromptNote& note : problems)
        places.push_back(int(QString::fromUtf8(bytes.left(qsizetype(note.offset))).size()));
    if (places == m_places)
        return;
    m_places = places;
    rehighlight();
}

void PromptMarks::highlightBlock(const QString& text)
{
    QTextCharFormat bracket, weight, word;
    bracket.setForeground(Theme::colours().quiet);
    weight.setForeground(Theme::colours().accent);
    word.setForeground(Theme::colours().accent);
    word.setFontWeight(QFont::DemiBold);
    static const QRegularExpression rules(
        QStringLiteral(R"((\\[()\[\]])|([()\[\]])|(:\s*\d+(?:\.\d+)?(?=\s*\)))|(\bBREAK\b))"));
    for (auto match = rules.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        if (found.hasCaptured(2))
            setFormat(int(found.capturedStart()), int(found.capturedLength()), bracket);
        else if (found.hasCaptured(3))
            setFormat(int(found.capturedStart()), int(found.capturedLength()), weight);
        else if (found.hasCaptured(4))
            setFormat(int(found.capturedStart()), int(found.capturedLength()), word);
    }
    const int first = currentBlock().position();
    for (const int place : m_places)
        if (place >= first && place <= first + text.size()) {
            QTextCharFormat wave = format(std::min(place - first, int(text.size()) - 1));
            wave.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            wave.setUnderlineColor(Theme::colours().bad);
            setFormat(std::min(place - first, std::max(0, int(text.size()) - 1)), 1, wave);
        }
}

} // namespace tarn::studio
