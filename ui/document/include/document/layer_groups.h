#pragma once

#include <document/document_state.h>

namespace tarn::studio {

// A group is an entry of the list of layers that has no pixels; what is in it lies directly below it, in one
// piece.

/// Of the entry at `place` and, for a group, all that is in it: the places from `first` to `place`.
int firstOf(const DocumentState& state, int place);
/// The groups around the layer, by id, from the innermost out.
std::vector<int> groupsAround(const DocumentState& state, const Layer& layer);
/// In how many groups the layer of `id` is.
int depthOf(const DocumentState& state, int id);
/// Whether the layer and every group around it is visible.
bool isSeen(const DocumentState& state, const Layer& layer);
/// Whether the layer or a group around it is locked.
bool isLocked(const DocumentState& state, const Layer& layer);

/// Puts the active layer into a new group, which becomes active.
void groupActive(DocumentState& state, const QString& name);
/// The active group goes, what is in it stays.
void ungroupActive(DocumentState& state);
/// One place up (1) or down (-1): past a neighbour, into a group that is next, or out of its own.
void moveActive(DocumentState& state, int by);
/// The layer of `id` comes to lie directly above that of `below`, beside it; 0: at the bottom, in no group. Of a
/// group all comes along. Nothing happens where `below` is `id` or in it.
void placeAbove(DocumentState& state, int id, int below);
/// Likewise at the top of `group`.
void placeInto(DocumentState& state, int id, int group);
/// With all that is in it; at least one layer to paint on remains.
void deleteActive(DocumentState& state);
/// With all that is in it, above itself; the name of the copy is `name` of the original's.
void duplicateActive(DocumentState& state, const QString& name);
/// The active group becomes one layer that looks like it.
void flattenActive(DocumentState& state);

} // namespace tarn::studio
