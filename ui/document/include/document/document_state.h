#pragma once

#include <document/blend_mode.h>
#include <document/tiled_image.h>
#include <protocol/generate_request.h>

#include <QRect>
#include <QString>
#include <optional>
#include <vector>

namespace tarn::studio {

/// How a layer came to be, so that it can be changed and drawn again.
struct DrawnBy {
    GenerateRequest request;
    QRect frame; ///< null in a file of a version that did not keep it
    TiledImage mask{QImage::Format_Alpha8}; ///< as it was when the drawing began
    QString mode; ///< a name of Mode
    bool fromSketch = false; ///< the sketch took part

    bool operator==(const DrawnBy&) const = default;
};

struct Layer {
    int id = 0; ///< unique within its document, never reused
    QString name;
    TiledImage pixels;
    double opacity = 1; ///< 0 to 1
    const BlendMode* mode = &blendModes().front();
    bool visible = true;
    bool locked = false; ///< takes no paint
    int parent = 0; ///< id of the group that it is in, 0 for none; see layer_groups.h
    bool isGroup = false; ///< has no pixels: what is in it is laid together first
    std::optional<DrawnBy> drawn; ///< set on a result that was accepted

    bool operator==(const Layer&) const = default;
};

inline const QString sketchColours = QStringLiteral("colours");

/// What the next picture is to be drawn with: all of a request that does not follow from the canvas.
struct Draft {
    GenerateRequest request;
    bool seedLocked = false; ///< else each drawing takes a new seed
    int batch = 1; ///< candidates drawn at once, 1 to 16
    QString mode = QStringLiteral("auto"); ///< auto, or a name of Mode
    int replaces = 0; ///< id of the layer that the next result takes the place of; 0: it becomes a new one
    /// What of the sketch leads: `sketchColours`, or the lines, by the ControlNet of this name; empty: what it was
    /// drawn as, see `leadingNet` in drawing.h.
    QString sketchNet;

    bool operator==(const Draft&) const = default;
};

/// Everything that a document is. A value: copies are cheap, because the pixels are shared until they change.
struct DocumentState {
    QSize size{512, 512}; ///< pixels, 1 to limits::maxSide a side
    std::vector<Layer> layers; ///< from the bottom up; never empty
    int active = 0; ///< id of the layer that tools paint on
    QRect frame{0, 0, 512, 512}; ///< the place of the next picture; may reach beyond the canvas
    TiledImage mask{QImage::Format_Alpha8}; ///< what is to be drawn anew
    std::optional<Layer> sketch; ///< seen over the picture and no part of it: what a drawing starts from
    std::optional<Layer> depth; ///< likewise, opaque grey, nearer is brighter: what a drawing follows
    TiledImage selection{QImage::Format_Alpha8}; ///< where tools may paint; empty: everywhere. In no file.
    Draft draft;
    int lastId = 0; ///< of a layer

    QRect area() const { return {QPoint(), size}; }
    bool isBlank() const; ///< no layer has been painted on
    /// A layer of the picture, the sketch or the depth; null when there is none of that id.
    Layer* layer(int id);
    const Layer* layer(int id) const { return const_cast<DocumentState*>(this)->layer(id); }
    Layer* activeLayer() { return layer(active); }
    const Layer* activeLayer() const { return layer(active); }
    /// In `layers`, from the bottom; -1 when there is none of that id, also for the sketch and the depth.
    int placeOf(int id) const;
    /// Puts a new layer above the active one and makes it active.
    Layer& addLayer(const QString& name);
    /// The sketch, made when there is none, becomes visible and active.
    Layer& useSketch();
    /// Takes its place; the map covers `at` and its size.
    void setDepth(const QImage& map, QPoint at);

    std::size_t bytes() const;
    /// Of pixels that are not shared with `other`.
    std::size_t bytesBeside(const DocumentState& other) const;

    bool operator==(const DocumentState&) const = default;
};

/// The canvas grows until it holds `area`; what moves with its upper left corner is moved.
void growTo(DocumentState& state, const QRect& area);

/// One transparent layer, the frame over the whole canvas.
DocumentState blankDocument(QSize size);
/// One layer with the picture.
DocumentState documentFrom(const QImage& picture, const QString& name);

} // namespace tarn::studio
