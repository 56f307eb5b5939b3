#pragma once

#include <document/mode.h>
#include <protocol/job.h>

#include <cstddef>
#include <vector>

namespace tarn::studio {

/// The model's own area in the aspect of `frame`, each side a multiple of 8.
QSize runSize(QSize frame, int preferredSide);

/// What a drawing was made from, in the frame's size, so that it can be laid out again as it was; null where there
/// was none.
struct DrawingInputs {
    QImage picture; ///< the layers
    QImage mask; ///< Format_Alpha8
    QImage sketch;
    QImage depth; ///< opaque grey
};

/// A picture to be drawn: the request, the files that it refers to, and where its result belongs.
struct Drawing {
    Mode mode = Mode::textToImage;
    QRect frame; ///< on the canvas
    GenerateRequest request;
    std::vector<std::vector<std::byte>> files; ///< PNG files that `request` refers to by their digest
    QImage paste; ///< Format_Alpha8 of the frame's size: how much of the result shows; null: all of it
    DrawingInputs inputs;
    TiledImage mask{QImage::Format_Alpha8}; ///< of the whole document
    int replaces = 0; ///< id of the layer that the result takes the place of
    std::optional<BranchPoint> from; ///< a recorded step that it starts from
};

/// The ControlNet that the sketch leads by; empty: the picture starts from the sketch's colours. Where the draft
/// leaves it to the sketch, strokes that leave most of an empty frame free lead the starter by their lines. Reads
/// the pixels of the frame.
QString leadingNet(const DocumentState& state, const FrameContent& content);

/// Whether a drawing starts from pixels, the picture's or the sketch's, and not from noise alone. `isLed`: by a
/// ControlNet along the sketch.
bool startsFromPixels(const DocumentState& state, Mode mode, const FrameContent& content, bool isLed);

/// Reads the pixels of the frame, so for large ones call it off the window's thread. What the request is computed
/// in is left to the engine.
Drawing drawingFor(const DocumentState& state, int preferredSide);

/// The result scaled smoothly into the frame and cut to what was to be drawn, premultiplied.
QImage fittedToFrame(const Drawing& drawing, const QImage& result);

/// The accepted result: a new layer above the active one, or in the place of the one that it replaces. The canvas
/// grows where the frame reaches beyond it; the sketch and the depth that it was drawn from are hidden.
void acceptInto(DocumentState& state, const Drawing& drawing, const QImage& fitted);

/// All of a request that does not follow from the canvas; its seed is locked.
void takeSettings(Draft& draft, const GenerateRequest& request);

/// Prompt, settings, mask and frame of the layer `id` as they were, the next result to take its place. Harmless
/// for a layer that was not drawn.
void layOutAgain(DocumentState& state, int id);

/// The request's settings, its inputs as a layer, as mask, sketch and depth within `frame`.
void layOut(DocumentState& state, const GenerateRequest& request, const DrawingInputs& inputs, const QRect& frame);

} // namespace tarn::studio
