#pragma once

#include <QRectF>
#include <QSize>
#include <QTransform>

namespace tarn::studio {

/// Which part of the document the view shows, and how large.
class Viewport {
public:
    static constexpr double leastScale = 1.0 / 64;
    static constexpr double mostScale = 64;

    double scale() const { return m_scale; } ///< pixels of the view for one of the document
    double rotation() const { return m_rotation; } ///< degrees clockwise, 0 to below 360
    bool isMirrored() const { return m_mirrored; } ///< left and right are exchanged
    /// Whether the document's pixels lie along those of the view.
    bool isUpright() const { return m_rotation == 0 && !m_mirrored; }
    QTransform toView() const;
    QPointF toDocument(QPointF view) const { return toView().inverted().map(view); }

    void pan(QPointF by) { m_origin += by; }
    /// Keeps what is under `anchor`, in pixels of the view, in its place.
    void zoomTo(double scale, QPointF anchor);
    /// About `anchor`, in pixels of the view.
    void rotateTo(double degrees, QPointF anchor);
    void setMirrored(bool mirrored, QPointF anchor);
    /// Shows the whole of `area`, with a margin, and not larger than its own size times `limit`.
    void fit(const QRectF& area, QSizeF view, double limit);
    void centre(const QRectF& area, QSizeF view);

private:
    void keep(QPointF document, QPointF view);

    double m_scale = 1;
    double m_rotation = 0;
    bool m_mirrored = false;
    QPointF m_origin; ///< of the document, in the view
};

} // namespace tarn::studio
