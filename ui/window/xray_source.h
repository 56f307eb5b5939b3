#pragma once

#include <canvas/canvas_view.h>
#include <client/engine_client.h>
#include <document/document.h>
#include <document/drawing.h>

#include <QTimer>

namespace tarn::studio {

class Generation;

/// While it is on, asks the engine which masks the next drawing will work with, and shows them on the canvas.
class XraySource : public QObject {
    Q_OBJECT

public:
    XraySource(
        Document* document, EngineClient* client, Generation* generation, CanvasView* canvas, QObject* parent);

    bool isOn() const { return m_on; }
    void setOn(bool on);

Q_SIGNALS:
    void toggled(bool on);

private:
    void ask();
    void askEngine(const Drawing& drawing, int number);

    Document* m_document;
    EngineClient* m_client;
    Generation* m_generation;
    CanvasView* m_canvas;
    QTimer m_soon;
    bool m_on = false;
    int m_asked = 0;
};

} // namespace tarn::studio
