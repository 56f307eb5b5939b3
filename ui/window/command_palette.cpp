#include "command_palette.h"

#include <QKeyEvent>
#include <QMenu>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

QString plain(QString text) { return text.remove('&'); }

/// Whether the letters of `part` come in `text` in this order.
bool holdsInOrder(const QString& text, const QString& part)
{
    qsizetype at = 0;
    for (const QChar letter : part) {
        at = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (at++ < 0)
            return false;
    }
    return true;
}

} // namespace

CommandPalette::CommandPalette(QMenuBar* menus, QWidget* window)
    : QDialog(window, Qt::Popup)
    , m_search(new QLineEdit)
    , m_list(new QListWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    m_search->setPlaceholderText(tr("Find a command"));
    m_search->setAccessibleName(tr("Find a command"));
    m_search->installEventFilter(this);
    m_list->setFocusPolicy(Qt::NoFocus);
    column->addWidget(m_search);
    column->addWidget(m_list);
    collect(menus->actions(), {});
    resize(460, 360);
    move(window->mapToGlobal(QPoint(window->width() / 2 - width() / 2, 80)));
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_search, &QLineEdit::returnPressed, this, &CommandPalette::choose);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
    filter();
    m_search->setFocus();
}

void CommandPalette::collect(const QList<QAction*>& actions, const QString& way)
{
    for (QAction* action : actions) {
        const QString name =
            way.isEmpty() ? plain(action->text()) : way + QStringLiteral(" › ") + plain(action->text());
        if (action->menu())
            collect(action->menu()->actions(), name);
        else if (!action->isSeparator())
            m_commands.emplace_back(name, action);
    }
}

void CommandPalette::filter()
{
    m_list->clear();
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        const auto& [name, action] = m_commands[i];
        if (!action->isEnabled() || !holdsInOrder(name, m_search->text()))
            continue;
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(key.isEmpty() ? name : name + QStringLiteral("   (%1)").arg(key), m_list);
        item->setData(Qt::UserRole, int(i));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    QAction* action = item ? m_commands[std::size_t(item->data(Qt::UserRole).toInt())].second : nullptr;
    close();
    if (action)
        QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            const int row = m_list->currentRow() + (key == Qt::Key_Up ? -1 : 1);
            m_list->setCurrentRow(std::clamp(row, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace tarn::studio
