#pragma once

#include <document/tiled_image.h>
#include <tools/tool_settings.h>

namespace tarn::studio {

/// What a pen does at one point.
struct PenPoint {
    QPointF pos; ///< pixels of the document
    double pressure = 1; ///< 0 to 1
    QPointF tilt{}; ///< degrees, as in CanvasEvent
};

/// The trace of a round brush: dabs at even distances along the pointer's way, as an Alpha8 picture.
class Stroke {
public:
    explicit Stroke(const BrushShape& shape)
        : m_shape(shape)
    {
    }

    /// The first call puts a dab; the next ones draw up to `pos`. Returns what was painted on.
    QRect lineTo(const PenPoint& point);
    /// Of the whole stroke, without its opacity.
    const TiledImage& trace() const { return m_trace; }
    const BrushShape& shape() const { return m_shape; }

private:
    QRect dab(const PenPoint& point);

    const BrushShape m_shape;
    TiledImage m_trace{QImage::Format_Alpha8};
    bool m_began = false;
    PenPoint m_last;
    double m_rest = 0; ///< way since the last dab
};

} // namespace tarn::studio
