#include "selection_outline.h"

namespace tarn::studio {
namespace {

/// One line for each run of `true` between 0 and `count`.
template <class IsEdge, class MakeLine>
void addRuns(std::vector<QLineF>& lines, int count, IsEdge isEdge, MakeLine makeLine)
{
    for (int i = 0; i < count;) {
        if (!isEdge(i)) {
            ++i;
            continue;
        }
        const int first = i;
        while (i < count && isEdge(i))
            ++i;
        lines.push_back(makeLine(first, i));
    }
}

} // namespace

std::vector<QLineF> outlineOf(const TiledImage& selection)
{
    std::vector<QLineF> lines;
    const QRect area = selection.bounds().adjusted(-1, -1, 1, 1); // a border of nothing around it
    if (selection.isEmpty() || area.width() < 3)
        return lines;
    const QImage picture = selection.copied(area);
    const auto isIn = [&](int x, int y) { return picture.constScanLine(y)[x] >= 128; };
    const QPointF corner = area.topLeft();
    for (int y = 1; y < area.height(); ++y)
        addRuns(
            lines, area.width(), [&](int x) { return isIn(x, y) != isIn(x, y - 1); },
            [&](int from, int to) { return QLineF(from, y, to, y).translated(corner); });
    for (int x = 1; x < area.width(); ++x)
        addRuns(
            lines, area.height(), [&](int y) { return isIn(x, y) != isIn(x - 1, y); },
            [&](int from, int to) { return QLineF(x, from, x, to).translated(corner); });
    return lines;
}

} // namespace tarn::studio
