#include "prompt_history.h"
#include "style_button.h"

#include <look/flow_layout.h>
#include <look/section.h>
#include <panels/prompt_panel.h>

#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace tarn::studio {
namespace {

/// What the starter model knows well; its words are English, so they are not translated.
constexpr const char* examples[][2] = {
    {QT_TRANSLATE_NOOP("PromptPanel", "Rivers and mountains"), "a landscape with rivers and mountains"},
    {QT_TRANSLATE_NOOP("PromptPanel", "Sunset by the sea"), "a red sunset over the sea"},
    {QT_TRANSLATE_NOOP("PromptPanel", "Autumn forest"), "a forest in autumn"},
    {QT_TRANSLATE_NOOP("PromptPanel", "Winter"), "a winter landscape with snow"},
    {QT_TRANSLATE_NOOP("PromptPanel", "Starry night"), "a starry night with the moon over the hills"},
};

} // namespace

PromptPanel::PromptPanel(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_prompt(new PromptEdit(4))
    , m_negative(new PromptEdit(2))
    , m_tokens(new QLabel)
    , m_history(new PromptHistory)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* top = new QHBoxLayout;
    auto* title = new QLabel(tr("Prompt"));
    title->setObjectName("panelTitle");
    m_tokens->setObjectName("quiet");
    m_tokens->setToolTip(tr("Words and pieces of words that the model reads, in each of its windows; what does "
                            "not fit begins the next."));
    top->addWidget(title);
    top->addStretch();
    top->addWidget(m_tokens);
    top->addSpacing(4);
    top->addWidget(new StyleButton(m_document));
    top->addWidget(m_history);
    column->addLayout(top);
    m_prompt->setPlaceholderText(tr("a landscape with rivers and mountains"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setToolTip(tr("What the picture shows. Ctrl+Up and Ctrl+Down weigh the word at the cursor. (P)"));
    column->addWidget(m_prompt);
    auto* chips = new QWidget;
    auto* flow = new FlowLayout(6, chips);
    for (const auto& [name, text] : examples) {
        auto* chip = new QPushButton(QCoreApplication::translate("PromptPanel", name));
        chip->setObjectName("chip");
        chip->setToolTip(tr("Draws \"%1\"").arg(text));
        connect(chip, &QPushButton::clicked, this, [this, prompt = QString(text)] {
            m_document->edit(
                tr("Prompt"), [&](DocumentState& s) { s.draft.request.prompt = prompt.toStdString(); });
            Q_EMIT drawWanted();
        });
        flow->addWidget(chip);
    }
    column->addWidget(chips);
    m_negative->setAccessibleName(tr("Negative prompt"));
    m_negative->setPlaceholderText(tr("what to stay away from"));
    m_negative->setToolTip(tr("What the picture is kept away from; as strongly as Guidance says."));
    auto* negative = new Section(tr("Negative"), m_negative);
    column->addWidget(negative);
    connect(m_prompt, &PromptEdit::edited, this, [this] {
        m_document->edit(
            tr("Prompt"),
            [this](DocumentState& s) { s.draft.request.prompt = m_prompt->toPlainText().toStdString(); },
            "prompt");
    });
    connect(m_negative, &PromptEdit::edited, this, [this] {
        m_document->edit(
            tr("Negative prompt"),
            [this](DocumentState& s) { s.draft.request.negative = m_negative->toPlainText().toStdString(); },
            "negative");
    });
    const auto take = [this](const QString& text) {
        m_document->edit(tr("Prompt"), [&](DocumentState& s) { s.draft.request.prompt = text.toStdString(); });
    };
    connect(m_history, &PromptHistory::chosen, this, take);
    connect(m_prompt, &PromptEdit::earlierWanted, this, [this, take](int by) {
        if (const QString text = m_history->step(by, m_prompt->toPlainText()); !text.isNull())
            take(text);
    });
    for (PromptEdit* edit : {m_prompt, m_negative})
        connect(edit, &PromptEdit::escaped, this, &PromptPanel::escaped);
    connect(document, &Document::draftChanged, this, &PromptPanel::takeDraft);
    takeDraft();
}

void PromptPanel::remember() { m_history->remember(m_prompt->toPlainText()); }

void PromptPanel::takeDraft()
{
    const GenerateRequest& request = m_document->state().draft.request;
    m_prompt->setTextQuietly(QString::fromStdString(request.prompt));
    m_negative->setTextQuietly(QString::fromStdString(request.negative));
}

void PromptPanel::showPlan(const GenerateRequest& request, const PlanReport& plan)
{
    m_prompt->showReport(QString::fromStdString(request.prompt), plan.prompt);
    m_negative->showReport(QString::fromStdString(request.negative), plan.negative);
    QStringList counts;
    for (const int tokens : plan.prompt.tokens)
        counts << QString::number(tokens);
    const bool any = std::ranges::any_of(plan.prompt.tokens, [](int tokens) { return tokens > 0; });
    m_tokens->setText(any ? tr("%1 of %2").arg(counts.join(" + ")).arg(plan.prompt.windowTokens) : QString());
}

} // namespace tarn::studio
