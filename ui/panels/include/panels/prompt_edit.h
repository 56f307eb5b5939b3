#pragma once

#include <protocol/report.h>

#include <QPlainTextEdit>

namespace tarn::studio {

class PromptMarks;

/// A prompt: plain text that grows with its lines. Ctrl+Up and Ctrl+Down weigh the word at the cursor; Tab moves
/// on.
class PromptEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    PromptEdit(int leastLines, QWidget* parent = nullptr);

    /// What the engine says about `text`.
    void showReport(const QString& text, const PromptReport& report);
    /// Keeps the cursor; no signal.
    void setTextQuietly(const QString& text);
    QSize sizeHint() const override;

Q_SIGNALS:
    void edited();
    void escaped();
    void earlierWanted(int by); ///< of the prompts that were drawn: 1 the one before, -1 the one after

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    bool event(QEvent* event) override;

private:
    void weigh(double by);
    void fitHeight();

    int m_leastLines;
    bool m_quiet = false;
    PromptMarks* m_marks;
    std::vector<PromptNote> m_problems;
};

} // namespace tarn::studio
