#include "prompt_history.h"

#include <look/icon.h>

#include <QMenu>
#include <QSettings>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr auto settingsKey = "prompts";
constexpr int offered = 20;
constexpr int shownLength = 60;

} // namespace

PromptHistory::PromptHistory(QWidget* parent)
    : QToolButton(parent)
{
    setIcon(studio::icon("history"));
    setIconSize({16, 16});
    setToolTip(tr("Prompts that were drawn before (Alt+Up, Alt+Down)"));
    setAccessibleName(tr("Earlier prompts"));
    connect(this, &QToolButton::clicked, this, &PromptHistory::offer);
}

QStringList PromptHistory::prompts() { return QSettings().value(settingsKey).toStringList(); }

void PromptHistory::remember(const QString& prompt)
{
    m_place = -1;
    if (prompt.trimmed().isEmpty())
        return;
    QStringList all = prompts();
    all.removeAll(prompt);
    all.prepend(prompt);
    QSettings().setValue(settingsKey, all.mid(0, kept));
}

QString PromptHistory::step(int by, const QString& now)
{
    const QStringList all = prompts();
    if (m_place >= 0 && all.value(m_place) != now)
        m_place = -1; // it was changed: that is what is being typed
    if (m_place < 0)
        m_typed = now;
    int to = m_place + by;
    if (m_place < 0 && by > 0 && all.value(0) == now)
        ++to;
    if (to < -1 || to >= all.size() || to == m_place)
        return {};
    m_place = to;
    return to < 0 ? m_typed : all.at(to);
}

void PromptHistory::offer()
{
    QMenu menu(this);
    const QStringList all = prompts().mid(0, offered);
    for (const QString& prompt : all) {
        QString text = prompt.simplified();
        if (text.size() > shownLength)
            text = text.left(shownLength - 1) + u'…';
        connect(menu.addAction(text.replace('&', "&&")), &QAction::triggered, this,
            [this, prompt] { Q_EMIT chosen(prompt); });
    }
    if (all.isEmpty())
        menu.addAction(tr("Nothing yet"))->setEnabled(false);
    menu.exec(mapToGlobal(QPoint(0, height() + 2)));
}

} // namespace tarn::studio
