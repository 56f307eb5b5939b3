#pragma once

#include <client/engine_client.h>
#include <document/document.h>

#include <QComboBox>

namespace tarn::studio {

/// The model that the next picture is drawn with: one of those that the engine can draw with.
class ModelBox : public QComboBox {
    Q_OBJECT

public:
    ModelBox(Document* document, EngineClient* client, QWidget* parent = nullptr);

private:
    void refill();
    void takeDraft();

    Document* m_document;
    EngineClient* m_client;
};

} // namespace tarn::studio
