#include <canvas/viewport.h>

#include <algorithm>
#include <cmath>

namespace tarn::studio {

void Viewport::zoomTo(double scale, QPointF anchor)
{
    const QPointF fixed = toDocument(anchor);
    m_scale = std::clamp(scale, leastScale, mostScale);
    keep(fixed, anchor);
}

QTransform Viewport::toView() const
{
    if (isUpright())
        return QTransform(m_scale, 0, 0, m_scale, m_origin.x(), m_origin.y());
    QTransform result;
    result.translate(m_origin.x(), m_origin.y());
    result.scale(m_mirrored ? -1 : 1, 1);
    result.rotate(m_rotation);
    result.scale(m_scale, m_scale);
    return result;
}

void Viewport::keep(QPointF document, QPointF view) { m_origin += view - toView().map(document); }

void Viewport::rotateTo(double degrees, QPointF anchor)
{
    const QPointF fixed = toDocument(anchor);
    m_rotation = std::fmod(std::fmod(degrees, 360) + 360, 360);
    keep(fixed, anchor);
}

void Viewport::setMirrored(bool mirrored, QPointF anchor)
{
    const QPointF fixed = toDocument(anchor);
    m_mirrored = mirrored;
    keep(fixed, anchor);
}

void Viewport::fit(const QRectF& area, QSizeF view, double limit)
{
    const double margin = 56; // room for the candidates' bar
    const QSizeF seen = QTransform().rotate(m_rotation).mapRect(area).size();
    m_scale = std::min(
        {(view.width() - 2 * margin) / seen.width(), (view.height() - 2 * margin) / seen.height(), limit});
    m_scale = std::clamp(m_scale, leastScale, mostScale);
    centre(area, view);
}

void Viewport::centre(const QRectF& area, QSizeF view)
{
    const QPointF middle(view.width() / 2, view.height() / 2);
    keep(area.center(), middle);
}

} // namespace tarn::studio
