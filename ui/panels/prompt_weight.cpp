#include <panels/prompt_weight.h>

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace tarn::studio {
namespace {

bool isWord(QChar c) { return !c.isSpace() && !QStringLiteral(",.:;()[]{}|<>\"!?").contains(c); }

/// The selection without spaces at its ends, or the word at the cursor.
void settle(SelectedText& s)
{
    const auto size = s.text.size();
    if (s.start > s.end)
        std::swap(s.start, s.end);
    if (s.start == s.end) {
        while (s.start > 0 && isWord(s.text[s.start - 1]))
            --s.start;
        while (s.end < size && isWord(s.text[s.end]))
            ++s.end;
    }
    while (s.start < s.end && s.text[s.start].isSpace())
        ++s.start;
    while (s.end > s.start && s.text[s.end - 1].isSpace())
        --s.end;
}

} // namespace

SelectedText withChangedWeight(const SelectedText& before, double by)
{
    SelectedText s = before;
    settle(s);
    if (s.start == s.end)
        return before;
    static const QRegularExpression closing(QStringLiteral(R"(\G:\s*(\d+(?:\.\d+)?)\s*\))"));
    double weight = 1;
    int tail = s.end, head = s.start;
    const auto match = closing.match(s.text, s.end);
    if (s.start > 0 && s.text[s.start - 1] == '(' && match.hasMatch()) {
        weight = match.captured(1).toDouble();
        head = s.start - 1;
        tail = int(match.capturedEnd());
    }
    weight = std::clamp(std::round((weight + by) * 100) / 100, 0.0, 2.0);
    const QString inner = s.text.mid(s.start, s.end - s.start);
    const bool plain = std::abs(weight - 1) < 0.001;
    const QString replaced = plain ? inner : QStringLiteral("(%1:%2)").arg(inner, QString::number(weight, 'g', 3));
    s.text.replace(head, tail - head, replaced);
    s.start = head + (plain ? 0 : 1);
    s.end = s.start + int(inner.size());
    return s;
}

} // namespace tarn::studio
