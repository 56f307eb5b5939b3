#include <look/theme.h>
#include <panels/undo_panel.h>

#include <QLocale>
#include <QVBoxLayout>
#include <set>

namespace tarn::studio {

UndoPanel::UndoPanel(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_list(new QListWidget)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    m_list->setAccessibleName(tr("Undo"));
    m_list->setUniformItemSizes(true);
    column->addWidget(m_list);
    connect(document, &Document::historyChanged, this, &UndoPanel::refresh);
    connect(m_list, &QListWidget::itemActivated, this,
        [this](const QListWidgetItem* item) { m_document->goTo(item->data(Qt::UserRole).toInt()); });
    connect(m_list, &QListWidget::itemClicked, this,
        [this](const QListWidgetItem* item) { m_document->goTo(item->data(Qt::UserRole).toInt()); });
}

void UndoPanel::showEvent(QShowEvent*) { refresh(); }

void UndoPanel::refresh()
{
    if (!isVisible()) // it is asked again when it is shown
        return;
    const UndoTree& history = m_document->history();
    std::set<int> way; // from the oldest to the present, and on to where redo leads
    for (int id = history.current(); id != 0; id = history.node(id).parent)
        way.insert(id);
    for (int id = history.node(history.current()).favourite; id != 0; id = history.node(id).favourite)
        way.insert(id);
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (auto each = history.nodes().rbegin(); each != history.nodes().rend(); ++each) {
        const auto& [id, node] = *each;
        const QString text = node.text.isEmpty() ? tr("Begin") : node.text;
        auto* item = new QListWidgetItem(QStringLiteral("%1%2   %3")
                                             .arg(way.contains(id) ? "" : "      ↳ ", text,
                                                 QLocale().toString(node.when.time(), QLocale::ShortFormat)),
            m_list);
        item->setData(Qt::UserRole, id);
        if (id > history.current() || !way.contains(id))
            item->setForeground(Theme::colours().quiet);
        if (id == history.current())
            m_list->setCurrentItem(item);
    }
}

} // namespace tarn::studio
