#include <base/error.h>
#include <library/history_panel.h>
#include <look/icon.h>
#include <look/tool_button.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tarn::studio {

HistoryPanel::HistoryPanel(HistoryStore* store, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_model(new HistoryModel(store, this))
    , m_search(new QLineEdit)
    , m_starred(new QToolButton)
    , m_list(new QListView)
    , m_empty(new QLabel)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    auto* top = new QHBoxLayout;
    m_search->setPlaceholderText(tr("Search prompts"));
    m_search->setAccessibleName(tr("Search prompts"));
    m_search->setClearButtonEnabled(true);
    m_starred->setIcon(icon("star"));
    m_starred->setCheckable(true);
    m_starred->setToolTip(tr("Only starred pictures"));
    m_starred->setAccessibleName(tr("Only starred pictures"));
    top->addWidget(m_search, 1);
    top->addWidget(m_starred);
    column->addLayout(top);
    m_list->setModel(m_model);
    m_list->setViewMode(QListView::IconMode);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setDragEnabled(true);
    m_list->setUniformItemSizes(true);
    m_list->setLayoutMode(QListView::Batched);
    m_list->setIconSize({HistoryModel::thumbSide - 12, HistoryModel::thumbSide - 12});
    m_list->setGridSize({HistoryModel::thumbSide - 2, HistoryModel::thumbSide + 12});
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("History"));
    m_empty->setObjectName("quiet");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    addButtons(column);
    const auto filter = [this] { m_model->filter(m_search->text(), m_starred->isChecked()); };
    connect(m_search, &QLineEdit::textChanged, this, filter);
    connect(m_starred, &QToolButton::toggled, this, filter);
    connect(m_model, &QAbstractItemModel::modelReset, this, &HistoryPanel::refresh);
    connect(m_list, &QListView::activated, this, &HistoryPanel::useSettings);
    refresh();
}

void HistoryPanel::addButtons(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    const auto add = [&](const QString& picture, const QString& tip,
                         const std::function<void(const QModelIndex&)>& act) {
        connect(addToolButton(row, picture, tip), &QToolButton::clicked, this, [this, act] {
            if (m_list->currentIndex().isValid())
                act(m_list->currentIndex());
        });
    };
    const auto entry = [](const QModelIndex& index) {
        return index.data(HistoryModel::entryRole).value<HistoryEntry>();
    };
    add("repeat", tr("Use its prompt and settings (Enter)"),
        [this](const QModelIndex& index) { useSettings(index); });
    add("add", tr("Place it on the canvas as a layer"),
        [this, entry](const QModelIndex& index) { Q_EMIT placeWanted(m_store->fileOf(entry(index))); });
    add("star", tr("Star it"),
        [this, entry](const QModelIndex& index) { m_model->setStarred(index, !entry(index).starred); });
    row->addStretch();
    add("delete", tr("Delete it from the history"), [this](const QModelIndex& index) { m_model->remove(index); });
    column->addLayout(row);
}

void HistoryPanel::refresh()
{
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_empty->setVisible(!any);
    m_empty->setText(m_model->total() == 0 ? tr("Every picture that you draw is kept here.")
                                           : tr("No picture matches; search for less."));
}

void HistoryPanel::useSettings(const QModelIndex& index)
{
    try {
        const auto entry = index.data(HistoryModel::entryRole).value<HistoryEntry>();
        const GenerateRequest request = requestFromJson(entry.request.toStdString());
        m_store->askInputs(
            entry, [this, request](const DrawingInputs& inputs) { Q_EMIT settingsWanted(request, inputs); });
    } catch (const StudioError&) { // of another version: its button does nothing
    }
}

} // namespace tarn::studio
