#include "queue_list.h"

#include <look/theme.h>

#include <QPainter>

namespace tarn::studio {
namespace {

using State = QueuedJob::State;

QString detailOf(const QueuedJob& job)
{
    switch (job.state) {
    case State::left:
        return QueueModel::tr("left by an earlier session");
    case State::waiting:
        return QueueModel::tr("waiting");
    case State::running:
        return job.steps > 0 ? QueueModel::tr("step %1 of %2").arg(job.step).arg(job.steps)
                             : QueueModel::tr("starting");
    case State::finished:
        return QueueModel::tr("done");
    case State::stopped:
        return QueueModel::tr("stopped");
    case State::failed:
        return job.sentence;
    }
    return {};
}

} // namespace

QueueModel::QueueModel(JobQueue* queue, QObject* parent)
    : QAbstractListModel(parent)
    , m_queue(queue)
{
    connect(queue, &JobQueue::changed, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(
        queue, &JobQueue::jobChanged, this, [this](int place) { Q_EMIT dataChanged(index(place), index(place)); });
}

int QueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_queue->jobs().size());
}

int QueueModel::rowOf(const QString& id) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (m_queue->jobs()[std::size_t(row)].id == id.toStdString())
            return row;
    return -1;
}

QVariant QueueModel::data(const QModelIndex& index, int role) const
{
    const QueuedJob& job = m_queue->jobs()[std::size_t(index.row())];
    const QString prompt = QString::fromStdString(job.drawing.request.prompt).simplified();
    switch (role) {
    case Qt::DisplayRole:
        return prompt.isEmpty() ? titleOf(job.drawing.mode) : prompt;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(prompt, detailOf(job));
    case Qt::ToolTipRole:
        return job.sentence.isEmpty() ? QVariant() : job.sentence.toHtmlEscaped();
    case Qt::DecorationRole:
        return job.picture;
    case idRole:
        return QString::fromStdString(job.id);
    case detailRole:
        return QStringLiteral("%1 · %2×%3 · %4")
            .arg(titleOf(job.drawing.mode))
            .arg(job.drawing.frame.width())
            .arg(job.drawing.frame.height())
            .arg(detailOf(job));
    case doneRole:
        return job.state == State::running && job.steps > 0 ? double(job.step) / job.steps : 0.0;
    case stateRole:
        return int(job.state);
    default:
        return {};
    }
}

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colours& colours = Theme::colours();
    const QRect row = option.rect;
    const auto state = State(index.data(QueueModel::stateRole).toInt());
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(row, selected ? colours.hover : colours.button);
    const QRect thumb(row.left() + 6, row.top() + 5, 34, 34);
    painter->fillRect(thumb, colours.panel);
    if (const QImage picture = index.data(Qt::DecorationRole).value<QImage>(); !picture.isNull()) {
        QRect inside(QPoint(), picture.size().scaled(thumb.size(), Qt::KeepAspectRatio));
        inside.moveCenter(thumb.center());
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(inside, picture);
    }
    const QRect text(thumb.right() + 10, row.top() + 4, row.right() - thumb.right() - 16, row.height() / 2 - 3);
    const QFontMetrics metrics(option.font);
    painter->setFont(option.font);
    const bool open = state == State::running || state == State::waiting || state == State::left;
    painter->setPen(open ? colours.text : colours.quiet);
    painter->drawText(
        text, Qt::AlignVCenter, metrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->setPen(state == State::failed ? colours.bad : colours.quiet);
    painter->drawText(text.translated(0, text.height() - 1), Qt::AlignVCenter,
        metrics.elidedText(index.data(QueueModel::detailRole).toString(), Qt::ElideRight, text.width()));
    if (const double done = index.data(QueueModel::doneRole).toDouble(); done > 0) {
        const QRect bar(text.left(), row.bottom() - 3, text.width(), 2);
        painter->fillRect(bar, colours.border);
        painter->fillRect(QRect(bar.topLeft(), QSize(int(bar.width() * done), 2)), colours.accent);
    }
}

} // namespace tarn::studio
