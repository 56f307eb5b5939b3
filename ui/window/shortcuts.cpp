#include "shortcut_editor.h"

#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr auto group = "shortcuts/";

/// What the keys of the canvas do that stand in no menu.
constexpr const char* canvasTitles[][2] = {
    {"P", QT_TRANSLATE_NOOP("Shortcuts", "To the prompt")},
    {"Tab", QT_TRANSLATE_NOOP("Shortcuts", "Hide the panels")},
    {"Return", QT_TRANSLATE_NOOP("Shortcuts", "Accept the candidate")},
    {"Del", QT_TRANSLATE_NOOP("Shortcuts", "Discard the candidate")},
    {"Left", QT_TRANSLATE_NOOP("Shortcuts", "Previous candidate")},
    {"Right", QT_TRANSLATE_NOOP("Shortcuts", "Next candidate")},
    {",", QT_TRANSLATE_NOOP("Shortcuts", "Previous step")},
    {".", QT_TRANSLATE_NOOP("Shortcuts", "Next step")},
    {"[", QT_TRANSLATE_NOOP("Shortcuts", "Smaller brush")},
    {"]", QT_TRANSLATE_NOOP("Shortcuts", "Larger brush")},
    {"{", QT_TRANSLATE_NOOP("Shortcuts", "Softer brush")},
    {"}", QT_TRANSLATE_NOOP("Shortcuts", "Harder brush")},
    {"X", QT_TRANSLATE_NOOP("Shortcuts", "Swap the colours")},
    {"D", QT_TRANSLATE_NOOP("Shortcuts", "Black and white")},
    {"Z", QT_TRANSLATE_NOOP("Shortcuts", "Zoom in at the canvas")},
    {"Shift+Z", QT_TRANSLATE_NOOP("Shortcuts", "Zoom out at the canvas")},
    {"4", QT_TRANSLATE_NOOP("Shortcuts", "Turn the view left")},
    {"5", QT_TRANSLATE_NOOP("Shortcuts", "View upright")},
    {"6", QT_TRANSLATE_NOOP("Shortcuts", "Turn the view right")},
    {"Shift+M", QT_TRANSLATE_NOOP("Shortcuts", "Mirror the view")},
    {"Q", QT_TRANSLATE_NOOP("Shortcuts", "Mask X-ray")},
    {"Shift+B", QT_TRANSLATE_NOOP("Shortcuts", "Branch from the shown step")},
};

QString plain(QString text) { return text.remove('&'); }

} // namespace

Shortcuts::Shortcuts(QMainWindow* window, QWidget* canvas)
{
    collect(window->menuBar()->actions(), {});
    for (QAction* action : canvas->actions()) {
        if (!action->text().isEmpty()) { // a tool
            add(action, action->text());
            continue;
        }
        const QString keys = action->shortcut().toString(QKeySequence::PortableText);
        for (const auto& [usual, title] : canvasTitles)
            if (keys == QLatin1String(usual))
                add(action, QCoreApplication::translate("Shortcuts", title));
    }
}

void Shortcuts::collect(const QList<QAction*>& actions, const QString& way)
{
    for (QAction* action : actions) {
        if (action->isSeparator() || action->text().isEmpty())
            continue;
        const QString name =
            way.isEmpty() ? plain(action->text()) : way + QStringLiteral(" › ") + plain(action->text());
        if (action->menu())
            collect(action->menu()->actions(), name);
        else
            add(action, name);
    }
}

void Shortcuts::add(QAction* action, const QString& title)
{
    const QString keys = action->shortcut().toString(QKeySequence::PortableText);
    const bool isCanvas = action->shortcutContext() == Qt::WidgetShortcut;
    QString id = keys.isEmpty() ? title : isCanvas ? "canvas " + keys : keys;
    id.replace('/', '|'); // which parts settings into groups
    if (std::ranges::none_of(
            m_commands, [&](const Command& known) { return known.action == action || known.id == id; }))
        m_commands.push_back({id, title, action, action->shortcuts()});
}

void Shortcuts::apply() const
{
    const QSettings settings;
    for (const Command& command : m_commands)
        if (const QVariant keys = settings.value(group + command.id); keys.isValid())
            command.action->setShortcut(QKeySequence(keys.toString(), QKeySequence::PortableText));
}

const Command* Shortcuts::ownerOf(const QKeySequence& keys, const Command& other) const
{
    for (const Command& command : m_commands)
        if (command.action != other.action && command.action->shortcuts().contains(keys))
            return &command;
    return nullptr;
}

void Shortcuts::set(const Command& command, const QKeySequence& keys) const
{
    if (command.usual.contains(keys))
        return reset(command);
    command.action->setShortcut(keys);
    QSettings().setValue(group + command.id, keys.toString(QKeySequence::PortableText));
}

void Shortcuts::reset(const Command& command) const
{
    command.action->setShortcuts(command.usual);
    QSettings().remove(group + command.id);
}

bool Shortcuts::isChanged(const Command& command) const { return QSettings().contains(group + command.id); }

} // namespace tarn::studio
