#include "shortcut_editor.h"

#include <look/theme.h>

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMainWindow>
#include <QMenuBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace tarn::studio {

ShortcutEditor::ShortcutEditor(const Shortcuts* shortcuts, QWidget* window)
    : QDialog(window)
    , m_shortcuts(shortcuts)
    , m_search(new QLineEdit)
    , m_list(new QTreeWidget)
    , m_keys(new QKeySequenceEdit)
    , m_set(new QPushButton(tr("Set")))
    , m_reset(new QPushButton(tr("As it was")))
    , m_resetAll(new QPushButton(tr("All as they were")))
    , m_note(new QLabel)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    m_search->setPlaceholderText(tr("Find a command or its keys"));
    m_search->setAccessibleName(tr("Find a command or its keys"));
    m_search->setClearButtonEnabled(true);
    column->addWidget(m_search);
    m_list->setHeaderLabels({tr("Command"), tr("Keys")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Commands"));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    column->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    m_keys->setAccessibleName(tr("New keys"));
    m_keys->setToolTip(tr("Press the keys that the command is to have"));
    row->addWidget(m_keys, 1);
    row->addWidget(m_set);
    row->addWidget(m_reset);
    column->addLayout(row);
    m_note->setObjectName("quiet");
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setMinimumHeight(m_note->fontMetrics().height());
    column->addWidget(m_note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_resetAll, QDialogButtonBox::ResetRole);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutEditor::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] { showKeysOf(chosen()); });
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, [this](const QKeySequence& keys) {
        const Command* command = chosen();
        const Command* owner = command && !keys.isEmpty() ? m_shortcuts->ownerOf(keys, *command) : nullptr;
        m_note->setText(
            owner ? tr("These are the keys of \"%1\", which would lose them.").arg(owner->title) : QString());
    });
    connect(m_set, &QPushButton::clicked, this, &ShortcutEditor::set);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const Command* command = chosen())
            m_shortcuts->reset(*command);
        fill();
    });
    connect(m_resetAll, &QPushButton::clicked, this, [this] {
        for (const Command& command : m_shortcuts->commands())
            m_shortcuts->reset(command);
        fill();
    });
    resize(560, 560);
    fill();
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_search->setFocus();
}

void ShortcutEditor::fill()
{
    const QString kept =
        m_list->currentItem() ? m_list->currentItem()->data(0, Qt::UserRole).toString() : QString();
    m_list->clear();
    for (const Command& command : m_shortcuts->commands()) {
        auto* item = new QTreeWidgetItem(m_list,
            {command.title, QKeySequence::listToString(command.action->shortcuts(), QKeySequence::NativeText)});
        item->setData(0, Qt::UserRole, command.id);
        if (m_shortcuts->isChanged(command))
            item->setForeground(1, Theme::colours().accent);
        if (command.id == kept)
            m_list->setCurrentItem(item);
    }
    filter();
}

void ShortcutEditor::filter()
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_list->topLevelItem(i);
        const bool found = item->text(0).contains(m_search->text(), Qt::CaseInsensitive)
            || item->text(1).contains(m_search->text(), Qt::CaseInsensitive);
        item->setHidden(!found);
    }
}

const Command* ShortcutEditor::chosen() const
{
    const QTreeWidgetItem* item = m_list->currentItem();
    const auto& all = m_shortcuts->commands();
    const auto found =
        std::ranges::find(all, item ? item->data(0, Qt::UserRole).toString() : QString(), &Command::id);
    return found == all.end() ? nullptr : &*found;
}

void ShortcutEditor::showKeysOf(const Command* command)
{
    m_set->setEnabled(command != nullptr);
    m_reset->setEnabled(command != nullptr);
    m_keys->setKeySequence(command ? command->action->shortcut() : QKeySequence());
    m_note->clear();
}

void ShortcutEditor::set()
{
    const Command* command = chosen();
    if (!command)
        return;
    const QKeySequence keys = m_keys->keySequence();
    if (const Command* owner = keys.isEmpty() ? nullptr : m_shortcuts->ownerOf(keys, *command))
        m_shortcuts->set(*owner, {});
    m_shortcuts->set(*command, keys);
    fill();
}

} // namespace tarn::studio
