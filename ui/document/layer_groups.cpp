#include <document/composite.h>
#include <document/layer_groups.h>

#include <algorithm>
#include <map>

namespace tarn::studio {
namespace {

bool isWithin(const DocumentState& state, const Layer& layer, int group)
{
    for (int parent = layer.parent; parent != 0;) {
        if (parent == group)
            return true;
        const int place = state.placeOf(parent);
        parent = place < 0 ? 0 : state.layers[std::size_t(place)].parent;
    }
    return false;
}

template <class Is> bool anyAround(const DocumentState& state, const Layer& layer, Is is)
{
    return is(layer)
        || std::ranges::any_of(groupsAround(state, layer), [&](int group) { return is(*state.layer(group)); });
}

Layer& at(DocumentState& state, int place) { return state.layers[std::size_t(place)]; }

/// Moves the entries from `first` to `last` so that they lie where `before` was.
void moveBlock(DocumentState& state, int first, int last, int before)
{
    const auto begin = state.layers.begin();
    if (before < first)
        std::rotate(begin + before, begin + first, begin + last + 1);
    else
        std::rotate(begin + first, begin + last + 1, begin + before);
}

/// The entry at `place` with all that is in it goes to where `before` is now, and into `parent`.
void moveTo(DocumentState& state, int place, int before, int parent)
{
    const int first = firstOf(state, place);
    at(state, place).parent = parent;
    if (before < first || before > place + 1)
        moveBlock(state, first, place, before);
}

void raise(DocumentState& state, int first, int place)
{
    Layer& layer = at(state, place);
    if (place + 1 >= int(state.layers.size()))
        return;
    const Layer& above = at(state, place + 1);
    if (above.id == layer.parent) { // out of its group
        layer.parent = above.parent;
        return moveBlock(state, first, place, place + 2);
    }
    if (!above.isGroup && above.parent == layer.parent)
        return moveBlock(state, first, place, place + 2);
    // Into the group whose lowest entry is next, which is a neighbour: all between is in it.
    for (int next = place + 1; next < int(state.layers.size()); ++next)
        if (at(state, next).isGroup && at(state, next).parent == layer.parent) {
            layer.parent = at(state, next).id;
            return;
        }
}

void lower(DocumentState& state, int first, int place)
{
    Layer& layer = at(state, place);
    if (first == 0 || at(state, first - 1).parent != layer.parent) { // the lowest of its group: out of it
        if (const int group = state.placeOf(layer.parent); group >= 0)
            layer.parent = at(state, group).parent;
        return;
    }
    if (at(state, first - 1).isGroup)
        layer.parent = at(state, first - 1).id;
    moveBlock(state, first, place, first - 1);
}

} // namespace

int firstOf(const DocumentState& state, int place)
{
    const int group = state.layers[std::size_t(place)].id;
    int first = place;
    while (first > 0 && isWithin(state, state.layers[std::size_t(first - 1)], group))
        --first;
    return first;
}

std::vector<int> groupsAround(const DocumentState& state, const Layer& layer)
{
    std::vector<int> groups;
    for (int place = state.placeOf(layer.parent); place >= 0;
         place = state.placeOf(state.layers[std::size_t(place)].parent))
        groups.push_back(state.layers[std::size_t(place)].id);
    return groups;
}

int depthOf(const DocumentState& state, int id)
{
    int depth = 0;
    for (int place = state.placeOf(id); place >= 0; ++depth)
        place = state.placeOf(state.layers[std::size_t(place)].parent);
    return std::max(0, depth - 1);
}

bool isSeen(const DocumentState& state, const Layer& layer)
{
    return !anyAround(state, layer, [](const Layer& each) { return !each.visible; });
}

bool isLocked(const DocumentState& state, const Layer& layer)
{
    return anyAround(state, layer, [](const Layer& each) { return each.locked; });
}

void groupActive(DocumentState& state, const QString& name)
{
    const int place = state.placeOf(state.active);
    if (place < 0)
        return;
    Layer group;
    group.id = ++state.lastId;
    group.name = name;
    group.isGroup = true;
    group.parent = at(state, place).parent;
    at(state, place).parent = group.id;
    state.active = group.id;
    state.layers.insert(state.layers.begin() + place + 1, std::move(group));
}

void ungroupActive(DocumentState& state)
{
    const int place = state.placeOf(state.active);
    if (place < 0 || !at(state, place).isGroup)
        return;
    const Layer group = at(state, place);
    for (Layer& each : state.layers)
        if (each.parent == group.id)
            each.parent = group.parent;
    state.layers.erase(state.layers.begin() + place);
    if (state.layers.empty())
        state.addLayer(group.name);
    state.active = at(state, std::max(0, place - 1)).id;
}

void moveActive(DocumentState& state, int by)
{
    const int place = state.placeOf(state.active);
    if (place < 0)
        return;
    if (by > 0)
        raise(state, firstOf(state, place), place);
    else
        lower(state, firstOf(state, place), place);
}

void placeAbove(DocumentState& state, int id, int below)
{
    const int place = state.placeOf(id), other = state.placeOf(below);
    if (place < 0 || (below != 0 && other < 0) || (other >= firstOf(state, place) && other <= place))
        return;
    moveTo(state, place, other + 1, other < 0 ? 0 : at(state, other).parent);
}

void placeInto(DocumentState& state, int id, int group)
{
    const int place = state.placeOf(id), other = state.placeOf(group);
    if (place < 0 || other < 0 || !at(state, other).isGroup || (other >= firstOf(state, place) && other <= place))
        return;
    moveTo(state, place, other, group);
}

void deleteActive(DocumentState& state)
{
    const int place = state.placeOf(state.active);
    if (place < 0)
        return;
    const int first = firstOf(state, place);
    const QString name = at(state, first).name;
    state.layers.erase(state.layers.begin() + first, state.layers.begin() + place + 1);
    state.active = state.layers.empty() ? 0 : at(state, std::max(0, first - 1)).id;
    if (std::ranges::all_of(state.layers, &Layer::isGroup)) // there is always one to paint on
        state.addLayer(name);
}

void duplicateActive(DocumentState& state, const QString& name)
{
    const int place = state.placeOf(state.active);
    if (place < 0)
        return;
    const int first = firstOf(state, place);
    std::vector<Layer> copies(state.layers.begin() + first, state.layers.begin() + place + 1);
    std::map<int, int> ids;
    for (Layer& copy : copies)
        copy.id = ids[copy.id] = ++state.lastId;
    for (Layer& copy : copies)
        if (const auto known = ids.find(copy.parent); known != ids.end())
            copy.parent = known->second;
    copies.back().name = name;
    state.active = copies.back().id;
    state.layers.insert(state.layers.begin() + place + 1, copies.begin(), copies.end());
}

void flattenActive(DocumentState& state)
{
    const int place = state.placeOf(state.active);
    if (place < 0 || !at(state, place).isGroup)
        return;
    const int first = firstOf(state, place);
    DocumentState alone = state;
    alone.layers.assign(state.layers.begin() + first, state.layers.begin() + place + 1);
    Layer flat = alone.layers.back();
    alone.layers.back().opacity = 1;
    alone.layers.back().visible = true;
    alone.layers.back().mode = &blendModes().front();
    alone.layers.back().parent = 0;
    flat.isGroup = false;
    flat.pixels.replace({}, composited(alone, state.area()));
    state.layers.erase(state.layers.begin() + first, state.layers.begin() + place);
    at(state, first) = std::move(flat);
}

} // namespace tarn::studio
