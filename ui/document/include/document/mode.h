#pragma once

#include <document/document_state.h>

namespace tarn::studio {

/// What the next picture starts from.
enum class Mode { textToImage, imageToImage, inpaint, outpaint, sketchToImage, depthToImage };
inline constexpr Mode everyMode[] = {
    Mode::textToImage, Mode::imageToImage, Mode::inpaint, Mode::outpaint, Mode::sketchToImage, Mode::depthToImage};
/// "auto" is no mode; text-to-image, image-to-image, inpaint, outpaint, sketch-to-image, depth-to-image.
const char* nameOf(Mode mode);
/// To show and to translate: "Draw", "Redraw", "Inpaint", "Outpaint", "Render sketch", "Follow depth".
QString titleOf(Mode mode);

/// What lies in the frame.
struct FrameContent {
    bool picture = false; ///< some pixels of the layers
    bool whole = false; ///< and no hole between them
    bool mask = false;
    bool sketch = false, depth = false; ///< strokes of the sketch, pixels of the depth, seen or not
};
/// Reads the pixels of the frame, so for large ones call it off the window's thread. The layer that is to be
/// replaced does not count.
FrameContent contentOf(const DocumentState& state);

/// Depth to image where the depth is visible; sketch to image where the sketch is and there is no mask; then, from
/// what lies in the frame: nothing: text to image; a part of it: outpaint; all of it: inpaint where there is a
/// mask, else image to image.
Mode modeFromContent(const DocumentState& state, const FrameContent& content);
/// The same unless the draft overrides it with a mode that the content allows.
Mode modeOf(const DocumentState& state, const FrameContent& content);
inline Mode modeOf(const DocumentState& state) { return modeOf(state, contentOf(state)); }

/// The document as the next drawing sees it: without the layer that is to be replaced.
DocumentState withoutReplaced(DocumentState state);

} // namespace tarn::studio
