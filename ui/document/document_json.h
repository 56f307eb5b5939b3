#pragma once

#include <document/document_state.h>

#include <QByteArray>
#include <QHash>
#include <functional>

namespace tarn::studio {

inline constexpr auto documentEntry = "tarn/document.json";

/// What other programs see as a hidden layer, by whose name it is found again.
struct HiddenLayer {
    const char* entry;
    const char* name;
};
inline constexpr HiddenLayer hiddenMask{"data/mask.png", "Tarn mask"};
inline constexpr HiddenLayer hiddenSketch{"data/sketch.png", "Tarn sketch"};
inline constexpr HiddenLayer hiddenDepth{"data/depth.png", "Tarn depth"};

inline QString layerEntry(const Layer& layer) { return QStringLiteral("data/layer%1.png").arg(layer.id); }
inline QString drawnMaskEntry(const Layer& layer) { return QStringLiteral("data/layer%1-mask.png").arg(layer.id); }

/// What OpenRaster has no place for.
QByteArray documentJson(const DocumentState& state);
/// Puts it into a state whose layers have been read; `entries` says which entry each layer (by id) came from,
/// `readMask` gives the Alpha8 picture of an entry. Throws StudioError for a newer format; values of no use are
/// left out.
void applyDocumentJson(DocumentState& state, const QByteArray& json, const QHash<int, QString>& entries,
    const std::function<QImage(const QString&)>& readMask);

} // namespace tarn::studio
