#pragma once

#include <document/document.h>
#include <panels/prompt_edit.h>
#include <protocol/report.h>

#include <QLabel>

namespace tarn::studio {

class PromptHistory;

/// What is to be drawn, and what to stay away from.
class PromptPanel : public QWidget {
    Q_OBJECT

public:
    explicit PromptPanel(Document* document, QWidget* parent = nullptr);

    PromptEdit* prompt() const { return m_prompt; }
    /// What is in the field is drawn: it is offered again later.
    void remember();
    void showPlan(const GenerateRequest& request, const PlanReport& plan);

Q_SIGNALS:
    void drawWanted(); ///< a chip was pressed
    void escaped(); ///< to the canvas

private:
    void takeDraft();

    Document* m_document;
    PromptEdit* m_prompt;
    PromptEdit* m_negative;
    QLabel* m_tokens;
    PromptHistory* m_history;
};

} // namespace tarn::studio
