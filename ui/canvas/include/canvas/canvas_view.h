#pragma once

#include <canvas/comparison.h>
#include <canvas/mask_xray.h>
#include <canvas/viewport.h>
#include <document/candidates.h>
#include <document/document.h>
#include <tools/canvas_tool.h>

#include <QVariantAnimation>
#include <QWidget>
#include <memory>

namespace tarn::studio {

class CandidateBar;
class TileCache;

/// The document, seen and worked on: picture, mask, frame, and what is being drawn within it.
class CanvasView : public QWidget {
    Q_OBJECT

public:
    CanvasView(Document* document, Candidates* candidates, QWidget* parent = nullptr);
    ~CanvasView() override;

    CandidateBar* candidateBar() const { return m_bar; }
    CanvasTool* tool() const { return m_held ? m_held : m_tool; }
    void setTool(CanvasTool* tool);
    /// Takes the chosen tool's place while a key is held; null ends that.
    void setHeldTool(CanvasTool* tool);
    /// Ends the gesture in progress; false when there was none.
    bool cancelGesture();

    /// Percent, of pixels of the screen.
    double zoom() const;
    void setZoom(double percent);
    void zoomBy(double factor);
    void fit();
    double rotation() const { return m_viewport.rotation(); }
    bool isMirrored() const { return m_viewport.isMirrored(); }
    /// Turns the view, not the picture, about its middle.
    void rotateBy(double degrees);
    void resetRotation() { rotateBy(-rotation()); }
    void setMirrored(bool mirrored);
    void setShowsCandidate(bool shows); ///< off: what was before
    /// Shows a step's picture in the place of the candidate's; null ends that.
    void setStepPicture(const QImage& picture);
    /// Shows two pictures beside each other, in the place of the candidate's; empty: no longer.
    void setComparison(const std::optional<Comparison>& comparison);
    const std::optional<Comparison>& comparison() const { return m_comparison; }
    /// Shows the masks of the next drawing in the place of the mask alone; empty: no longer.
    void setXray(const std::optional<MaskXray>& xray);
    const std::optional<MaskXray>& xray() const { return m_xray; }
    void setShowsMask(bool shows);
    bool showsMask() const { return m_showsMask; }
    /// Where a document's point is in the view.
    QPointF toView(QPointF document) const { return m_viewport.toView().map(document); }

Q_SIGNALS:
    void zoomChanged(double percent);
    void pointed(const QPointF& pos); ///< in pixels of the document
    void dropped(const QList<QUrl>& files); ///< or addresses
    void pictureDropped(const QImage& picture);
    void contextMenuWanted(const QPoint& globalPos);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void tabletEvent(QTabletEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool) override { return false; } ///< Tab hides the panels here
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    CanvasEvent eventAt(QPointF view, double pressure, Qt::KeyboardModifiers modifiers) const;
    void slide(QPointF view);
    void press(const CanvasEvent& event);
    void move(const CanvasEvent& event);
    void release(const CanvasEvent& event);
    void pan(QPointF by);
    void viewChanged();
    void updateDocument(const QRegion& region);
    void updateOutline(QPointF now);
    void showPicture();
    bool candidateShows() const;
    void placeBar();
    void updateCursor();
    void paintPicture(QPainter& painter, const QRect& exposed);
    void paintCandidate(QPainter& painter);
    void paintMask(QPainter& painter, const QRect& exposed);
    void paintSelection(QPainter& painter) const;
    void paintOutline(QPainter& painter);

    Document* m_document;
    Candidates* m_candidates;
    CandidateBar* m_bar;
    std::unique_ptr<TileCache> m_cache;
    QHash<qint64, QImage> m_tinted; ///< tiles of the mask as they are shown, by their cache key
    std::vector<QLineF> m_selection; ///< its outline, in the document
    Viewport m_viewport;
    bool m_fitted = true; ///< follows the window's size until the user zooms or pans
    CanvasTool* m_tool = nullptr;
    CanvasTool* m_held = nullptr;
    bool m_pressed = false;
    bool m_panning = false; ///< with Space or the middle button
    bool m_space = false;
    QPointF m_pointer{-1e6, -1e6}; ///< in the view
    QPointF m_panFrom;
    QImage m_shown, m_previous; ///< candidate's pictures: the one shown, and the one it fades from
    QVariantAnimation m_fade;
    QImage m_stepPicture;
    bool m_showsCandidate = true;
    bool m_showsMask = true;
    std::optional<MaskXray> m_xray;
    std::optional<Comparison> m_comparison;
    bool m_sliding = false; ///< the comparison's line is held
};

} // namespace tarn::studio
