#include <document/layer_groups.h>
#include <tools/canvas_tool.h>

namespace tarn::studio {

CanvasTool::CanvasTool(Document* document, ToolSettings* settings, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_settings(settings)
{
}

bool CanvasTool::layerTakesPaint()
{
    const Layer* layer = m_document->committed().activeLayer();
    const DocumentState& state = document()->committed();
    if (layer && layer->isGroup) {
        Q_EMIT refused(tr("\"%1\" is a group; choose a layer in it.").arg(layer->name));
        return false;
    }
    if (layer && isSeen(state, *layer) && !isLocked(state, *layer))
        return true;
    if (layer)
        Q_EMIT refused((isLocked(state, *layer) ? tr("The layer \"%1\" is locked; unlock it or choose another.")
                                                : tr("The layer \"%1\" is hidden; show it or choose another."))
                           .arg(layer->name));
    return false;
}

} // namespace tarn::studio
