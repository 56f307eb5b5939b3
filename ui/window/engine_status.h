#pragma once

#include <client/engine_client.h>

#include <QLabel>

namespace tarn::studio {

/// "Engine: ready · 0.6 GB ●" in the status line.
class EngineStatus : public QLabel {
    Q_OBJECT

public:
    explicit EngineStatus(EngineClient* client, QWidget* parent = nullptr);

private:
    void refresh();

    EngineClient* m_client;
    QString m_sentence;
    QTimer m_timer;
};

} // namespace tarn::studio
