#include "queue_list.h"

#include <look/icon.h>
#include <look/tool_button.h>
#include <panels/queue_panel.h>

#include <QHBoxLayout>
#include <QShortcut>
#include <QVBoxLayout>

namespace tarn::studio {

QueuePanel::QueuePanel(JobQueue* queue, QWidget* parent)
    : QWidget(parent)
    , m_queue(queue)
    , m_model(new QueueModel(queue, this))
    , m_list(new QListView)
    , m_empty(new QLabel(tr("Drawings that wait for their turn are listed here.")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new QueueDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Queue"));
    m_empty->setObjectName("quiet");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    column->addWidget(buttons());
    for (const auto& [key, by] : {std::pair(Qt::Key_Up, -1), std::pair(Qt::Key_Down, 1)})
        connect(new QShortcut(QKeySequence(Qt::ALT | key), m_list, nullptr, nullptr, Qt::WidgetShortcut),
            &QShortcut::activated, this, [this, by = by] { move(by); });
    connect(new QShortcut(QKeySequence::Delete, m_list, nullptr, nullptr, Qt::WidgetShortcut),
        &QShortcut::activated, this, [this] { m_remove->click(); });
    connect(
        m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
            if (current.isValid())
                m_chosen = current.data(QueueModel::idRole).toString();
            refresh();
        });
    connect(queue, &JobQueue::jobChanged, this, &QueuePanel::refresh);
    connect(m_model, &QAbstractItemModel::modelReset, this, &QueuePanel::keepChoice);
    refresh();
}

QWidget* QueuePanel::buttons()
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const auto add = [&](const QString& picture, const QString& tip, auto act) {
        QToolButton* button = addToolButton(row, picture, tip);
        connect(button, &QToolButton::clicked, this, act);
        return button;
    };
    m_pause = add("pause", {}, [this] {
        if (std::ranges::any_of(
                m_queue->jobs(), [](const QueuedJob& j) { return j.state == QueuedJob::State::left; }))
            return m_queue->continueLeft();
        m_queue->setPaused(!m_queue->isPaused());
    });
    m_up = add("up", tr("Sooner (Alt+Up)"), [this] { move(-1); });
    m_down = add("down", tr("Later (Alt+Down)"), [this] { move(1); });
    row->addStretch();
    m_repeat = add("repeat", tr("Draw it again with the same settings"), [this] { m_queue->repeat(chosen()); });
    m_remove =
        add("discard", tr("Stop it, or take it off the list (Delete)"), [this] { m_queue->remove(chosen()); });
    m_clear = add("delete", tr("Take all that ended off the list"), [this] { m_queue->clearEnded(); });
    return box;
}

/// The chosen job stays chosen where the list is worked in; else what came to the top is shown.
void QueuePanel::keepChoice()
{
    const QString first = m_model->index(0).data(QueueModel::idRole).toString();
    const bool follows = first != m_first && !m_list->hasFocus();
    m_first = first;
    m_list->setCurrentIndex(m_model->index(follows ? 0 : std::max(0, m_model->rowOf(m_chosen))));
    refresh();
}

JobId QueuePanel::chosen() const
{
    return m_list->currentIndex().data(QueueModel::idRole).toString().toStdString();
}

void QueuePanel::move(int by) { m_queue->move(chosen(), by); }

void QueuePanel::refresh()
{
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_empty->setVisible(!any);
    const QueuedJob* job = m_queue->find(chosen());
    const bool left = std::ranges::any_of(
        m_queue->jobs(), [](const QueuedJob& each) { return each.state == QueuedJob::State::left; });
    const bool resumes = m_queue->isPaused() || left;
    m_pause->setIcon(icon(resumes ? "play" : "pause"));
    const QString tip = left ? tr("Draw what an earlier session left")
        : resumes            ? tr("Go on")
                             : tr("Begin no further drawing; the running one is finished");
    m_pause->setToolTip(tip);
    m_pause->setAccessibleName(tip);
    const bool waits = job && job->state == QueuedJob::State::waiting;
    m_up->setEnabled(waits);
    m_down->setEnabled(waits);
    m_repeat->setEnabled(job != nullptr);
    m_remove->setEnabled(job != nullptr);
    m_clear->setEnabled(m_queue->openCount() < int(m_queue->jobs().size()));
}

} // namespace tarn::studio
