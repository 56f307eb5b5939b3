#include "compare_view.h"

namespace tarn::studio {

CompareView::CompareView(CanvasView* canvas, Candidates* candidates, QObject* parent)
    : QObject(parent)
    , m_canvas(canvas)
    , m_candidates(candidates)
{
    connect(candidates, &Candidates::pictureChanged, this, [this] {
        if (m_what == What::steps || !m_candidates->current()
            || (m_what == What::next && m_candidates->count() < 2))
            end();
        else
            show();
    });
}

void CompareView::toggleBefore()
{
    if (m_what == What::before)
        return end();
    if (!m_candidates->current())
        return Q_EMIT refused(tr("There is nothing to compare yet; draw a picture first."));
    m_what = What::before;
    show();
}

void CompareView::toggleNext()
{
    if (m_what == What::next)
        return end();
    if (m_candidates->count() < 2)
        return Q_EMIT refused(tr("There is one candidate at most; set a batch of two or more and draw."));
    m_what = What::next;
    show();
}

void CompareView::showSteps(
    const QImage& left, const QString& leftName, const QImage& right, const QString& rightName)
{
    const Candidate* current = m_candidates->current();
    if (!current)
        return Q_EMIT refused(tr("The picture of these steps is no longer on the canvas; draw it again."));
    m_what = What::steps;
    m_canvas->setComparison(Comparison{current->drawing.frame, left, right, leftName, rightName});
}

void CompareView::end()
{
    if (m_what == What::nothing)
        return;
    m_what = What::nothing;
    m_canvas->setComparison({});
}

Comparison CompareView::comparison() const
{
    const Candidate& current = *m_candidates->current();
    if (m_what == What::before)
        return {current.drawing.frame, {}, current.picture, tr("Before"), tr("After")};
    const int number = m_candidates->index(), next = (number + 1) % m_candidates->count();
    return {current.drawing.frame, current.picture, m_candidates->at(next).picture,
        tr("Candidate %1").arg(number + 1), tr("Candidate %1").arg(next + 1)};
}

/// With the line where it was.
void CompareView::show()
{
    if (m_what == What::nothing)
        return;
    Comparison now = comparison();
    if (m_canvas->comparison())
        now.place = m_canvas->comparison()->place;
    m_canvas->setComparison(now);
}

} // namespace tarn::studio
