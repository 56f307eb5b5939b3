#include <document/document_state.h>

#include <algorithm>

namespace tarn::studio {
namespace {

std::vector<const Layer*> everyLayer(const DocumentState& state)
{
    std::vector<const Layer*> all;
    for (const Layer& each : state.layers)
        all.push_back(&each);
    for (const std::optional<Layer>* guide : {&state.sketch, &state.depth})
        if (*guide)
            all.push_back(&**guide);
    return all;
}

} // namespace

Layer* DocumentState::layer(int id)
{
    for (std::optional<Layer>* guide : {&sketch, &depth})
        if (*guide && (*guide)->id == id)
            return &**guide;
    const int place = placeOf(id);
    return place < 0 ? nullptr : &layers[std::size_t(place)];
}

int DocumentState::placeOf(int id) const
{
    const auto found = std::ranges::find(layers, id, &Layer::id);
    return found == layers.end() ? -1 : int(found - layers.begin());
}

Layer& DocumentState::addLayer(const QString& name)
{
    Layer layer;
    layer.id = ++lastId;
    layer.name = name;
    const int below = placeOf(active);
    layer.parent = below < 0 ? 0 : layers[std::size_t(below)].parent;
    active = layer.id;
    return *layers.insert(layers.begin() + (below < 0 ? int(layers.size()) : below + 1), std::move(layer));
}

bool DocumentState::isBlank() const
{
    return std::ranges::all_of(everyLayer(*this), [](const Layer* each) { return each->pixels.isEmpty(); });
}

Layer& DocumentState::useSketch()
{
    if (!sketch) {
        sketch.emplace();
        sketch->id = ++lastId;
        sketch->name = QCoreApplication::translate("Document", "Sketch");
    }
    sketch->visible = true;
    active = sketch->id;
    return *sketch;
}

void DocumentState::setDepth(const QImage& map, QPoint at)
{
    if (!depth) {
        depth.emplace();
        depth->id = ++lastId;
        depth->name = QCoreApplication::translate("Document", "Depth");
        depth->opacity = 0.6; // what it lies over can be seen
    }
    depth->visible = true;
    depth->pixels.clear();
    depth->pixels.replace(at, map);
}

std::size_t DocumentState::bytes() const
{
    std::size_t sum = mask.bytes();
    for (const Layer* each : everyLayer(*this))
        sum += each->pixels.bytes();
    return sum;
}

std::size_t DocumentState::bytesBeside(const DocumentState& other) const
{
    std::size_t sum = mask.bytesBeside(other.mask);
    for (const Layer* each : everyLayer(*this)) {
        const Layer* same = other.layer(each->id);
        sum += same ? each->pixels.bytesBeside(same->pixels) : each->pixels.bytes();
    }
    return sum;
}

void growTo(DocumentState& state, const QRect& area)
{
    const QRect all = state.area() | area;
    if (all == state.area())
        return;
    const QPoint by = -all.topLeft();
    const auto shift = [by](Layer& layer) {
        layer.pixels.shift(by);
        if (!layer.drawn)
            return;
        layer.drawn->mask.shift(by);
        if (!layer.drawn->frame.isNull())
            layer.drawn->frame.translate(by);
    };
    std::ranges::for_each(state.layers, shift);
    for (std::optional<Layer>* guide : {&state.sketch, &state.depth})
        if (*guide)
            shift(**guide);
    state.mask.shift(by);
    state.selection.shift(by);
    state.frame.translate(by);
    state.size = all.size();
}

DocumentState blankDocument(QSize size)
{
    DocumentState state;
    state.size = size;
    state.frame = state.area();
    state.addLayer(QCoreApplication::translate("Document", "Layer 1"));
    return state;
}

DocumentState documentFrom(const QImage& picture, const QString& name)
{
    DocumentState state = blankDocument(picture.size());
    state.layers.front().name = name;
    state.layers.front().pixels.replace({}, picture);
    return state;
}

} // namespace tarn::studio
