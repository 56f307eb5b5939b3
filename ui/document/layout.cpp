#include <document/composite.h>
#include <document/drawing.h>
#include <protocol/starter_family.h>

namespace tarn::studio {
namespace {

QString nameFor(const GenerateRequest& request)
{
    const QString prompt = QString::fromStdString(request.prompt).simplified();
    return prompt.isEmpty()   ? QCoreApplication::translate("Document", "Picture")
        : prompt.size() <= 40 ? prompt
                              : prompt.left(39) + u'…';
}

/// The layer that the result belongs on, without its pixels.
Layer& targetOf(DocumentState& state, const Drawing& drawing)
{
    Layer* replaced = drawing.replaces == 0 ? nullptr : state.layer(drawing.replaces);
    if (replaced)
        return *replaced;
    Layer& first = state.layers.front();
    const bool intoBlank = state.layers.size() == 1 && first.pixels.isEmpty() && !first.locked;
    if (intoBlank) // the first picture needs no empty layer below it
        return first;
    return state.addLayer({});
}

/// What was drawn from a sketch without a ControlNet was drawn from its colours.
void keepLead(Draft& draft, bool fromSketch)
{
    if (fromSketch && draft.sketchNet.isEmpty())
        draft.sketchNet = sketchColours;
}

/// In the frame, as a new layer; nothing else shows through its holes.
void layOutPicture(DocumentState& state, const QImage& picture)
{
    growTo(state, state.frame);
    const QPoint at = state.frame.topLeft();
    const QImage argb = picture.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    Layer& layer = state.addLayer(QCoreApplication::translate("Document", "Input"));
    layer.pixels.replace(at, argb);
    if (composited(state, QRect(at, argb.size())) == argb)
        return;
    for (Layer& each : state.layers)
        each.visible = each.id == layer.id;
}

} // namespace

void takeSettings(Draft& draft, const GenerateRequest& request)
{
    draft.request = request;
    draft.request.image = draft.request.mask = draft.request.depth = {};
    draft.request.outpaint = {};
    draft.request.controls.clear();
    draft.request.model = withoutStarter(request.model);
    draft.sketchNet =
        request.controls.empty() ? QString() : QString::fromStdString(request.controls.front().model.name);
    draft.seedLocked = true;
    draft.mode = QStringLiteral("auto");
    draft.replaces = 0;
}

void acceptInto(DocumentState& state, const Drawing& drawing, const QImage& fitted)
{
    QRect frame = drawing.frame;
    const QPoint before = state.frame.topLeft();
    growTo(state, frame);
    const QPoint moved = state.frame.topLeft() - before;
    frame.translate(moved);
    Layer& layer = targetOf(state, drawing);
    layer.name = nameFor(drawing.request);
    layer.visible = true;
    layer.pixels.clear();
    layer.pixels.replace(frame.topLeft(), fitted);
    layer.drawn = DrawnBy{drawing.request, frame, drawing.mask, QString::fromLatin1(nameOf(drawing.mode)),
        !drawing.inputs.sketch.isNull()};
    layer.drawn->mask.shift(moved);
    if (!drawing.inputs.sketch.isNull() && state.sketch)
        state.sketch->visible = false;
    if (!drawing.inputs.depth.isNull() && state.depth)
        state.depth->visible = false;
    if (const Layer* active = state.layer(state.active); active && !active->visible) // which takes no paint
        state.active = layer.id;
    if (state.draft.replaces == drawing.replaces)
        state.draft.replaces = 0;
}

void layOutAgain(DocumentState& state, int id)
{
    const Layer* layer = state.layer(id);
    if (!layer || !layer->drawn)
        return;
    const DrawnBy drawn = *layer->drawn;
    takeSettings(state.draft, drawn.request);
    state.draft.replaces = id;
    state.mask = drawn.mask;
    if (!drawn.frame.isNull())
        state.frame = drawn.frame;
    if (drawn.fromSketch && state.sketch)
        state.sketch->visible = true;
    if (state.depth)
        state.depth->visible = drawn.mode == QLatin1String(nameOf(Mode::depthToImage));
    if (QLatin1String(nameOf(modeFromContent(state, contentOf(state)))) != drawn.mode)
        state.draft.mode = drawn.mode; // the canvas has changed since
    keepLead(state.draft, drawn.fromSketch);
}

void layOut(DocumentState& state, const GenerateRequest& request, const DrawingInputs& inputs, const QRect& frame)
{
    takeSettings(state.draft, request);
    state.frame = frame;
    if (inputs.picture.isNull())
        state.draft.mode = QString::fromLatin1(nameOf(Mode::textToImage));
    else if (composited(state, frame) != inputs.picture)
        layOutPicture(state, inputs.picture);
    const QPoint at = state.frame.topLeft();
    state.mask.clear();
    if (!inputs.mask.isNull())
        state.mask.replace(at, inputs.mask);
    const int active = state.active;
    if (!inputs.sketch.isNull()) {
        Layer& sketch = state.useSketch();
        sketch.pixels.clear();
        sketch.pixels.replace(at, inputs.sketch);
        state.active = active;
        keepLead(state.draft, true);
    } else if (state.sketch) {
        state.sketch->visible = false;
    }
    if (!inputs.depth.isNull())
        state.setDepth(inputs.depth.convertToFormat(QImage::Format_ARGB32_Premultiplied), at);
    else if (state.depth)
        state.depth->visible = false;
}

} // namespace tarn::studio
