#include "tile_cache.h"

#include <canvas/candidate_bar.h>
#include <canvas/canvas_view.h>
#include <look/theme.h>

#include <cmath>

namespace tarn::studio {
namespace {

constexpr int composeTime = 12; ///< milliseconds of a paint event
constexpr QRgb maskColour = 0xffe13c3c;
constexpr double maskStrength = 0.45;

/// Keeps its size on the screen, whatever the zoom.
QBrush checkerboard()
{
    const QColor one = Theme::isDark() ? QColor(0x3a3c40) : QColor(0xf4f4f5);
    const QColor two = Theme::isDark() ? QColor(0x33353a) : QColor(0xe7e8ea);
    QPixmap squares(16, 16);
    squares.fill(one);
    QPainter painter(&squares);
    painter.fillRect(0, 0, 8, 8, two);
    painter.fillRect(8, 8, 8, 8, two);
    return squares;
}

QImage tinted(const QImage& tile)
{
    QImage result(tile.size(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < tile.height(); ++y)
        for (int x = 0; x < tile.width(); ++x) {
            const int alpha = int(tile.constScanLine(y)[x] * maskStrength);
            reinterpret_cast<QRgb*>(result.scanLine(y))[x] =
                qPremultiply((maskColour & 0xffffff) | (QRgb(alpha) << 24));
        }
    return result;
}

/// Visible on light and on dark.
void drawFrame(QPainter& painter, const QRect& frame, const Viewport& viewport)
{
    const QPen dark(QColor(0, 0, 0, 150), viewport.isUpright() ? 1 : 3);
    QPen dashes(QColor(255, 255, 255, 220), 1);
    dashes.setDashPattern({6, 4});
    painter.setBrush(Qt::NoBrush);
    painter.setPen(dark);
    if (!viewport.isUpright()) {
        const QPolygonF turned = viewport.toView().map(QPolygonF(QRectF(frame)));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawPolygon(turned);
        painter.setPen(dashes);
        painter.drawPolygon(turned);
        return painter.setRenderHint(QPainter::Antialiasing, false);
    }
    const QRectF seen = viewport.toView().mapRect(QRectF(frame));
    const QRectF line = QRectF(seen.toRect()).adjusted(-0.5, -0.5, 0.5, 0.5);
    painter.drawRect(line.adjusted(-1, -1, 1, 1));
    painter.setPen(dashes);
    painter.drawRect(line);
}

/// Lets `draw` paint what lies in `area` of the document, given where it is, whether the view is turned or not.
template <class Draw> void drawPlaced(QPainter& painter, const QRectF& area, const Viewport& viewport, Draw draw)
{
    if (viewport.isUpright())
        return draw(viewport.toView().mapRect(area));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setTransform(viewport.toView(), true);
    draw(area);
    painter.restore();
}

void drawHint(QPainter& painter, const QRectF& frame)
{
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    painter.setFont(font);
    painter.setPen(Theme::colours().quiet);
    painter.drawText(frame.adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
        CanvasView::tr("Describe a picture on the right and press Ctrl+Enter,\nor take the brush (B) and paint."));
}

} // namespace

void CanvasView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), Theme::colours().canvas);
    const DocumentState& state = m_document->state();
    const QTransform toView = m_viewport.toView();
    if (m_viewport.isUpright()) {
        painter.fillRect(toView.mapRect(QRectF(state.area())).toRect(), checkerboard());
    } else {
        QPainterPath area;
        area.addPolygon(toView.map(QPolygonF(QRectF(state.area()))));
        painter.fillPath(area, checkerboard());
    }
    paintPicture(painter, event->rect());
    if (m_comparison && m_showsCandidate)
        m_comparison->paint(painter, toView);
    else if (candidateShows())
        paintCandidate(painter);
    if (!m_xray && m_showsMask && !candidateShows()) // a result is judged without it
        paintMask(painter, event->rect());
    const QRectF frame = toView.mapRect(QRectF(state.frame));
    if (state.isBlank() && m_shown.isNull() && !m_candidates->current())
        drawHint(painter, frame);
    paintSelection(painter);
    drawFrame(painter, state.frame, m_viewport);
    if (m_xray)
        m_xray->paint(painter, toView, rect());
    if (tool() && !m_sliding) {
        tool()->paint(painter, toView);
        paintOutline(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(Theme::colours().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void CanvasView::paintPicture(QPainter& painter, const QRect& exposed)
{
    painter.save();
    painter.setTransform(m_viewport.toView(), true);
    const double onScreen = m_viewport.scale() * devicePixelRatioF();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, onScreen < 2);
    const DocumentState& state = m_document->state();
    painter.setClipRect(state.area());
    const QRect area = m_viewport.toView().inverted().mapRect(QRectF(exposed)).toAlignedRect();
    const bool all = m_cache->draw(painter, state, area, onScreen, composeTime);
    painter.restore();
    if (!all) // the rest in the next round of events, so that nothing waits
        QMetaObject::invokeMethod(this, qOverload<>(&QWidget::update), Qt::QueuedConnection);
}

/// A preview does not cover what is being painted.
bool CanvasView::candidateShows() const
{
    const Candidate* current = m_candidates->current();
    const bool painting = m_pressed && tool() && tool()->isBusy();
    return current && m_showsCandidate && !current->paused && !(painting && (!current->finished || current->live));
}

void CanvasView::paintCandidate(QPainter& painter)
{
    const Candidate* current = m_candidates->current();
    const QRectF area = current->drawing.frame;
    painter.setRenderHint(
        QPainter::SmoothPixmapTransform, m_viewport.scale() * devicePixelRatioF() < 2 || !current->finished);
    const auto draw = [&](const QImage& picture) {
        drawPlaced(painter, area, m_viewport, [&](const QRectF& place) { painter.drawImage(place, picture); });
    };
    if (!m_stepPicture.isNull())
        return draw(m_stepPicture);
    const double part = m_fade.state() == QAbstractAnimation::Running ? m_fade.currentValue().toDouble() : 1;
    if (part < 1 && !m_previous.isNull())
        draw(m_previous);
    painter.setOpacity(part);
    if (!m_shown.isNull())
        draw(m_shown);
    painter.setOpacity(1);
    if (!current->finished && current->steps > 0) {
        const double done = double(current->step) / current->steps,
                     height = 3 / (m_viewport.isUpright() ? 1 : m_viewport.scale());
        drawPlaced(painter, area, m_viewport, [&](const QRectF& frame) {
            const double top = frame.bottom() - height;
            painter.fillRect(QRectF(frame.left(), top, frame.width(), height), QColor(0, 0, 0, 110));
            painter.fillRect(QRectF(frame.left(), top, frame.width() * done, height), Theme::colours().accent);
        });
    }
}

void CanvasView::paintMask(QPainter& painter, const QRect& exposed)
{
    const TiledImage& mask = m_document->state().mask;
    if (mask.isEmpty())
        return;
    painter.save();
    painter.setTransform(m_viewport.toView(), true);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_viewport.scale() * devicePixelRatioF() < 2);
    const QRectF area = m_viewport.toView().inverted().mapRect(QRectF(exposed));
    QHash<qint64, QImage> used;
    for (auto tile = mask.tiles().begin(); tile != mask.tiles().end(); ++tile) {
        const qint64 key = tile->cacheKey();
        QImage picture = m_tinted.value(key);
        if (QRectF(TiledImage::tileArea(tile.key())).intersects(area)) {
            if (picture.isNull())
                picture = tinted(*tile);
            painter.drawImage(tile.key() * TiledImage::tileSide, picture);
        }
        if (!picture.isNull())
            used.insert(key, picture);
    }
    m_tinted = used;
    painter.restore();
}

void CanvasView::paintSelection(QPainter& painter) const
{
    if (m_selection.empty())
        return;
    painter.save();
    painter.setTransform(m_viewport.toView(), true);
    QPen pen(QColor(0, 0, 0, 200), 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLines(m_selection.data(), int(m_selection.size()));
    pen.setColor(Qt::white);
    pen.setDashPattern({4, 4});
    painter.setPen(pen);
    painter.drawLines(m_selection.data(), int(m_selection.size()));
    painter.restore();
}

void CanvasView::paintOutline(QPainter& painter)
{
    const double radius = tool()->outline() / 2 * m_viewport.scale();
    if (radius <= 0 || m_panning || m_space || !rect().contains(m_pointer.toPoint()))
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 170), 2.2));
    painter.drawEllipse(m_pointer, radius, radius);
    painter.setPen(QPen(QColor(255, 255, 255, 230), 1));
    painter.drawEllipse(m_pointer, radius, radius);
    if (radius < 3) { // else it would be lost
        painter.drawLine(m_pointer - QPointF(8, 0), m_pointer - QPointF(4, 0));
        painter.drawLine(m_pointer + QPointF(4, 0), m_pointer + QPointF(8, 0));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace tarn::studio
