#include <look/flow_layout.h>

namespace tarn::studio {

FlowLayout::FlowLayout(int gap, QWidget* parent)
    : QLayout(parent)
    , m_gap(gap)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() { qDeleteAll(m_items); }

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size;
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

int FlowLayout::place(const QRect& rect, bool moves) const
{
    int x = rect.x(), y = rect.y(), row = 0;
    for (QLayoutItem* item : m_items) {
        const QSize size = item->sizeHint();
        if (x + size.width() > rect.x() + rect.width() && row > 0) {
            x = rect.x();
            y += row + m_gap;
            row = 0;
        }
        if (moves)
            item->setGeometry({QPoint(x, y), size});
        x += size.width() + m_gap;
        row = std::max(row, size.height());
    }
    return y + row - rect.y();
}

} // namespace tarn::studio
