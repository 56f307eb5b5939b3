#pragma once

#include <document/document.h>
#include <tools/tool_settings.h>

#include <QCursor>
#include <QTransform>

namespace tarn::studio {

/// What the pointer did over the canvas.
struct CanvasEvent {
    QPointF pos; ///< in pixels of the document
    QPointF viewPos; ///< in pixels of the view
    double pressure = 1; ///< 0 to 1; 1 without a pen
    Qt::KeyboardModifiers modifiers;
    double scale = 1; ///< pixels of the view for one of the document
    QPointF tilt; ///< degrees that a pen leans to the right and down in the document, -60 to 60
};

/// Turns pointer events into one undo step. It owns only the gesture in progress, and changes the document only
/// through `show` and `commit`.
class CanvasTool : public QObject {
    Q_OBJECT

public:
    CanvasTool(Document* document, ToolSettings* settings, QObject* parent = nullptr);

    virtual QString title() const = 0;
    virtual QString iconName() const = 0;
    virtual QKeySequence key() const = 0;

    virtual void pressed(const CanvasEvent& event) = 0;
    virtual void moved(const CanvasEvent& event) = 0;
    virtual void released(const CanvasEvent& event) = 0;
    /// Ends the gesture without a trace; harmless when there is none.
    virtual void cancelled() = 0;
    virtual bool isBusy() const = 0; ///< a gesture is in progress

    virtual QCursor cursor(const CanvasEvent&) const { return Qt::CrossCursor; }
    /// Diameter of the outline that takes the cursor's place, in pixels of the document; 0 for none.
    virtual double outline() const { return 0; }
    /// What belongs over the picture, in pixels of the view.
    virtual void paint(QPainter&, const QTransform&) const { }

Q_SIGNALS:
    void overlayChanged();
    /// Why nothing was done, one sentence.
    void refused(const QString& sentence);
    /// The view is to be moved by so many of its pixels.
    void panned(const QPointF& by);

protected:
    Document* document() const { return m_document; }
    ToolSettings* settings() const { return m_settings; }
    /// Says why when the active layer takes no paint.
    bool layerTakesPaint();

private:
    Document* m_document;
    ToolSettings* m_settings;
};

} // namespace tarn::studio
