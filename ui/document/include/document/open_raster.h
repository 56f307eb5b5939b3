#pragma once

#include <document/document_state.h>

#include <QByteArray>

namespace tarn::studio {

/// A document as an OpenRaster file (version 0.0.5), which Krita, GIMP and MyPaint open: layers as PNG, and in
/// tarn/document.json the frame, the draft and what each layer was drawn by. The mask is also a hidden layer.
QByteArray openRasterBytes(const DocumentState& state);

/// The whole file, synced, or the old one. Throws StudioError.
void saveOpenRaster(const DocumentState& state, const QString& file);

/// Layers of any program's file, with their groups. What is missing of our own entries takes
/// its default. Throws StudioError naming the file when it is no OpenRaster file, is damaged, of a newer format,
/// or asks for more than limits.h allows.
DocumentState openOpenRaster(const QString& file);

struct Salvaged {
    DocumentState state;
    QStringList lost; ///< names of the layers and parts that are damaged
};
/// What is whole of a damaged file: every layer that can be read; where the list of layers cannot, the picture of
/// them all. Throws StudioError when there is nothing.
Salvaged salvageOpenRaster(const QString& file);

} // namespace tarn::studio
