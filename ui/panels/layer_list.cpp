#include "layer_list.h"

#include <document/layer_groups.h>
#include <look/icon.h>
#include <look/theme.h>

#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int thumbSide = 36;
constexpr int thumbPixels = 72; ///< for screens of twice the density

bool isGuide(const DocumentState& state, int id) { return state.placeOf(id) < 0; }

/// Further right, the more groups the layer is in.
QRect thumbArea(const QRect& row, const QModelIndex& index)
{
    const int depth = std::min(index.data(LayerModel::depthRole).toInt(), 6);
    return {row.left() + 6 + depth * 14, row.top() + 6, thumbSide, thumbSide};
}

} // namespace

LayerModel::LayerModel(Document* document, QObject* parent)
    : QAbstractListModel(parent)
    , m_document(document)
{
    connect(document, &Document::layersChanged, this, &LayerModel::takeState);
    connect(document, &Document::historyChanged, this, &LayerModel::takeState);
    connect(document, &Document::draftChanged, this, &LayerModel::takeState);
    connect(document, &Document::replaced, this, [this] { m_folded.clear(); });
    takeState();
}

void LayerModel::takeState()
{
    const DocumentState& state = m_document->state();
    if (const Layer* active = state.activeLayer()) // one sees what one works on
        for (const int group : groupsAround(state, *active))
            m_folded.erase(group);
    std::vector<int> ids;
    for (const std::optional<Layer>* guide : {&state.sketch, &state.depth}) // they lie over the picture
        if (*guide)
            ids.push_back((*guide)->id);
    for (auto layer = state.layers.rbegin(); layer != state.layers.rend(); ++layer)
        if (!isFoldedAway(*layer))
            ids.push_back(layer->id);
    if (ids != m_ids) {
        beginResetModel();
        m_ids = ids;
        endResetModel();
    } else if (!m_ids.empty()) {
        Q_EMIT dataChanged(index(0), index(int(m_ids.size()) - 1));
    }
}

bool LayerModel::isFoldedAway(const Layer& layer) const
{
    return std::ranges::any_of(
        groupsAround(m_document->state(), layer), [this](int group) { return m_folded.contains(group); });
}

int LayerModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_ids.size()); }

int LayerModel::rowOf(int id) const
{
    const auto found = std::ranges::find(m_ids, id);
    return found == m_ids.end() ? -1 : int(found - m_ids.begin());
}

const Layer& LayerModel::layerAt(int row) const
{
    const Layer* layer = m_document->state().layer(m_ids[std::size_t(row)]);
    return layer ? *layer : m_document->state().layers.front();
}

/// Every pixel is the mean of four of the layer, wherever they are: quick for a layer of any size.
QImage LayerModel::thumbnail(const Layer& layer) const
{
    const QSize size =
        m_document->state().size.scaled(thumbPixels, thumbPixels, Qt::KeepAspectRatio).expandedTo({1, 1});
    QImage result(size, QImage::Format_ARGB32_Premultiplied);
    const double scale = double(m_document->state().size.width()) / size.width();
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x) {
            int sum[4]{};
            for (int i = 0; i < 4; ++i) {
                const QPoint at(int((x + 0.25 + 0.5 * (i & 1)) * scale), int((y + 0.25 + 0.5 * (i >> 1)) * scale));
                const auto tile =
                    layer.pixels.tiles().constFind({at.x() / TiledImage::tileSide, at.y() / TiledImage::tileSide});
                if (tile == layer.pixels.tiles().constEnd())
                    continue;
                const QRgb pixel = reinterpret_cast<const QRgb*>(
                    tile->constScanLine(at.y() % TiledImage::tileSide))[at.x() % TiledImage::tileSide];
                for (int channel = 0; channel < 4; ++channel)
                    sum[channel] += int(pixel >> (8 * channel)) & 255;
            }
            reinterpret_cast<QRgb*>(result.scanLine(y))[x] =
                QRgb(sum[0] / 4) | QRgb(sum[1] / 4) << 8 | QRgb(sum[2] / 4) << 16 | QRgb(sum[3] / 4) << 24;
        }
    return result;
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    const Layer& layer = layerAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case Qt::AccessibleTextRole:
        return layer.name;
    case Qt::ToolTipRole:
        return layer.drawn
            ? tr("Drawn by: %1").arg(QString::fromStdString(layer.drawn->request.prompt).left(300).toHtmlEscaped())
            : QVariant();
    case visibleRole:
        return layer.visible;
    case lockedRole:
        return layer.locked;
    case idRole:
        return layer.id;
    case depthRole:
        return depthOf(m_document->state(), layer.id);
    case groupRole:
        return layer.isGroup;
    case foldedRole:
        return layer.isGroup && m_folded.contains(layer.id);
    case thumbnailRole:
        return thumbnail(layer);
    case detailRole: {
        QStringList parts;
        if (isGuide(m_document->state(), layer.id))
            parts << tr("Guide");
        if (layer.id == m_document->state().draft.replaces)
            parts << tr("will be replaced");
        if (layer.opacity < 1)
            parts << tr("%1 %").arg(qRound(layer.opacity * 100));
        if (layer.mode != &blendModes().front())
            parts << QCoreApplication::translate("BlendMode", layer.mode->title);
        return parts.join(" · ");
    }
    default:
        return {};
    }
}

bool LayerModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const int id = layerAt(index.row()).id;
    const auto edit = [&](const QString& text, auto&& change) {
        m_document->edit(text, [&](DocumentState& state) { change(*state.layer(id)); });
        return true;
    };
    if (role == Qt::EditRole && isGuide(m_document->state(), id)) // it is found by what it is
        return false;
    if (role == Qt::EditRole && !value.toString().trimmed().isEmpty())
        return edit(tr("Rename layer"), [&](Layer& layer) { layer.name = value.toString().trimmed().left(200); });
    if (role == visibleRole)
        return edit(value.toBool() ? tr("Show layer") : tr("Hide layer"),
            [&](Layer& layer) { layer.visible = value.toBool(); });
    if (role == foldedRole) { // a matter of the view, not of the document
        if (!layerAt(index.row()).isGroup)
            return false;
        if (value.toBool()) {
            m_folded.insert(id);
            if (const Layer* active = m_document->state().activeLayer(); active && isFoldedAway(*active))
                m_document->edit(
                    tr("Choose layer"), [id](DocumentState& state) { state.active = id; }, "active");
        } else {
            m_folded.erase(id);
        }
        takeState();
        return true;
    }
    if (role == lockedRole)
        return edit(value.toBool() ? tr("Lock layer") : tr("Unlock layer"),
            [&](Layer& layer) { layer.locked = value.toBool(); });
    return false;
}

Qt::ItemFlags LayerModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between the rows
    Qt::ItemFlags all = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable;
    const Layer& layer = layerAt(index.row());
    all.setFlag(Qt::ItemIsDragEnabled, !isGuide(m_document->state(), layer.id));
    all.setFlag(Qt::ItemIsDropEnabled, layer.isGroup);
    return all;
}

QStringList LayerModel::mimeTypes() const { return {"application/x-tarn-layer"}; }

QMimeData* LayerModel::mimeData(const QModelIndexList& indexes) const
{
    auto* data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(mimeTypes().front(), QByteArray::number(layerAt(indexes.front().row()).id));
    return data;
}

bool LayerModel::dropMimeData(
    const QMimeData* data, Qt::DropAction action, int row, int, const QModelIndex& parent)
{
    const int id = data->data(mimeTypes().front()).toInt();
    const DocumentState& state = m_document->state();
    if (action != Qt::MoveAction || state.placeOf(id) < 0)
        return false;
    const int onto = parent.isValid() ? layerAt(parent.row()).id : 0;
    // What follows in the list lies below. Over the guides means over all of the picture.
    const bool isLast = row < 0 || row >= rowCount();
    const int next = isLast ? 0 : layerAt(row).id;
    const int below = !isLast && isGuide(state, next) ? state.layers.back().id : next;
    m_document->edit(tr("Move layer"), [=](DocumentState& changed) {
        if (onto != 0)
            placeInto(changed, id, onto);
        else
            placeAbove(changed, id, below);
    });
    return false; // the row was not copied: the list is told of the move by the document
}

void LayerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QRect row = option.rect;
    const Colours& colours = Theme::colours();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool visible = index.data(LayerModel::visibleRole).toBool();
    if (selected || option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(row, selected ? colours.hover : colours.button);
    if (selected)
        painter->fillRect(QRect(row.left(), row.top(), 2, row.height()), colours.accent);
    const QRect thumb = thumbArea(row, index);
    painter->fillRect(thumb, colours.panel);
    const QImage picture = index.data(LayerModel::thumbnailRole).value<QImage>();
    QRect inside(QPoint(), picture.size().scaled(thumb.size(), Qt::KeepAspectRatio));
    inside.moveCenter(thumb.center());
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->setOpacity(visible ? 1 : 0.35);
    if (index.data(LayerModel::groupRole).toBool()) {
        icon(index.data(LayerModel::foldedRole).toBool() ? "folded" : "unfolded")
            .paint(painter, {thumb.left() + 2, thumb.top() + 11, 14, 14});
        icon("group").paint(painter, {thumb.left() + 15, thumb.top() + 9, 18, 18});
    } else {
        painter->drawImage(inside, picture);
    }
    painter->setOpacity(1);
    painter->setPen(colours.border);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(thumb.adjusted(-1, -1, 0, 0));
    const QString detail = index.data(LayerModel::detailRole).toString();
    QRect text(thumb.right() + 10, row.top(), lockArea(row).left() - thumb.right() - 14, row.height());
    painter->setPen(visible ? colours.text : colours.quiet);
    if (!detail.isEmpty())
        text.setHeight(row.height() / 2 + 3);
    const QFontMetrics metrics(option.font);
    painter->setFont(option.font);
    painter->drawText(text, Qt::AlignVCenter | (detail.isEmpty() ? Qt::AlignVCenter : Qt::AlignBottom),
        metrics.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    if (!detail.isEmpty()) {
        painter->setPen(colours.quiet);
        painter->drawText(QRect(text.left(), row.center().y() + 2, text.width(), row.height() / 2 - 3),
            Qt::AlignTop, metrics.elidedText(detail, Qt::ElideRight, text.width()));
    }
    icon(visible ? "eye" : "eye-off").paint(painter, eyeArea(row).adjusted(3, 3, -3, -3));
    const bool locked = index.data(LayerModel::lockedRole).toBool();
    if (locked || option.state.testFlag(QStyle::State_MouseOver))
        icon(locked ? "lock" : "unlock").paint(painter, lockArea(row).adjusted(3, 3, -3, -3));
}

bool LayerDelegate::editorEvent(
    QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick) {
        const QPoint at = static_cast<QMouseEvent*>(event)->position().toPoint();
        for (const auto& [area, role] : {std::pair(eyeArea(option.rect), LayerModel::visibleRole),
                 std::pair(lockArea(option.rect), LayerModel::lockedRole)})
            if (area.contains(at))
                return model->setData(index, !index.data(role).toBool(), role);
        if (index.data(LayerModel::groupRole).toBool() && thumbArea(option.rect, index).contains(at))
            return model->setData(index, !index.data(LayerModel::foldedRole).toBool(), LayerModel::foldedRole);
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

void LayerDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QRect thumb = thumbArea(option.rect, index);
    editor->setGeometry(
        thumb.right() + 6, option.rect.center().y() - 13, lockArea(option.rect).left() - thumb.right() - 8, 26);
}

} // namespace tarn::studio
