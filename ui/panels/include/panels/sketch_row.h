#pragma once

#include <client/engine_client.h>
#include <document/document.h>

#include <QComboBox>

namespace tarn::studio {

/// What of the sketch leads the drawing: its colours, from which it starts, or its lines, along which a ControlNet of
/// the engine's leads it.
class SketchRow : public QWidget {
    Q_OBJECT

public:
    SketchRow(Document* document, EngineClient* client, QWidget* parent = nullptr);

private:
    void refill();
    void takeDraft();

    Document* m_document;
    EngineClient* m_client;
    QComboBox* m_box;
};

} // namespace tarn::studio
