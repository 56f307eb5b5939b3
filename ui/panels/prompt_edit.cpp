#include "prompt_marks.h"

#include <panels/prompt_edit.h>
#include <panels/prompt_weight.h>
#include <protocol/generate_request.h>

#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>

namespace tarn::studio {
namespace {

constexpr int mostLines = 12;

} // namespace

PromptEdit::PromptEdit(int leastLines, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_leastLines(leastLines)
    , m_marks(new PromptMarks(document()))
{
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(2);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!m_quiet)
            Q_EMIT edited();
    });
    fitHeight();
}

void PromptEdit::fitHeight()
{
    const int lines = std::clamp(int(document()->size().height()), m_leastLines, mostLines);
    setFixedHeight(int(fontMetrics().lineSpacing() * lines) + 16);
}

QSize PromptEdit::sizeHint() const { return {200, height()}; }

void PromptEdit::setTextQuietly(const QString& text)
{
    if (text == toPlainText())
        return;
    m_quiet = true;
    const int at = textCursor().position();
    setPlainText(text);
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min(at, int(text.size())));
    setTextCursor(cursor);
    m_quiet = false;
}

void PromptEdit::showReport(const QString& text, const PromptReport& report)
{
    if (text != toPlainText()) // an answer about what was there before
        return;
    m_problems = report.problems;
    m_quiet = true; // formats count as changes
    m_marks->setProblems(text, report.problems);
    m_quiet = false;
}

void PromptEdit::weigh(double by)
{
    QTextCursor cursor = textCursor();
    const SelectedText before{toPlainText(), cursor.selectionStart(), cursor.selectionEnd()};
    const SelectedText after = withChangedWeight(before, by);
    if (after == before)
        return;
    cursor.beginEditBlock(); // one step of the field's own undo
    cursor.select(QTextCursor::Document);
    cursor.insertText(after.text);
    cursor.endEditBlock();
    cursor.setPosition(after.start);
    cursor.setPosition(after.end, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
}

void PromptEdit::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (control && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        weigh(event->key() == Qt::Key_Up ? 0.05 : -0.05);
    else if (event->modifiers() == Qt::AltModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        Q_EMIT earlierWanted(event->key() == Qt::Key_Up ? 1 : -1);
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT escaped();
    else
        QPlainTextEdit::keyPressEvent(event);
}

void PromptEdit::insertFromMimeData(const QMimeData* source)
{
    const qsizetype room = qsizetype(GenerateRequest::maxPromptBytes / 4) - toPlainText().size();
    if (source->hasText())
        insertPlainText(source->text().left(std::max(qsizetype(0), room)));
}

bool PromptEdit::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) { // letters and Tab are text here, whatever they do elsewhere
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::ControlModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip && !m_problems.empty()) {
        QStringList lines;
        for (const PromptNote& note : m_problems)
            lines << QString::fromStdString(note.message).toHtmlEscaped();
        setToolTip(lines.join("<br>"));
    }
    return QPlainTextEdit::event(event);
}

} // namespace tarn::studio
