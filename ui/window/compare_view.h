#pragma once

#include <canvas/canvas_view.h>
#include <document/candidates.h>

namespace tarn::studio {

/// Which two pictures lie on either side of the canvas' slider.
class CompareView : public QObject {
    Q_OBJECT

public:
    CompareView(CanvasView* canvas, Candidates* candidates, QObject* parent);

    bool isOn() const { return m_what != What::nothing; }
    /// The shown candidate beside what the canvas shows there; a second time ends it.
    void toggleBefore();
    /// Beside the next candidate.
    void toggleNext();
    void showSteps(const QImage& left, const QString& leftName, const QImage& right, const QString& rightName);
    void end();

Q_SIGNALS:
    /// There is nothing to compare, in one sentence.
    void refused(const QString& sentence);

private:
    enum class What { nothing, before, next, steps };
    void show();
    Comparison comparison() const;

    CanvasView* m_canvas;
    Candidates* m_candidates;
    What m_what = What::nothing;
};

} // namespace tarn::studio
