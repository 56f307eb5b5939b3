#pragma once

#include <client/engine_client.h>
#include <document/candidates.h>
#include <document/document.h>

#include <QTimer>

namespace tarn::studio {

/// Painting into a running picture: the job waits at a step, what that step predicts becomes a layer to paint on,
/// and the job goes on with what the layer is then.
class PausedPainting : public QObject {
    Q_OBJECT

public:
    PausedPainting(Document* document, EngineClient* client, Candidates* candidates, QObject* parent);

    bool isPaused() const { return !m_job.empty(); }
    /// The running candidate that is shown; a second time it goes on.
    void toggle();

Q_SIGNALS:
    void refused(const QString& sentence); ///< there is nothing to pause
    void layerReady(); ///< it can be painted on

private:
    void pause();
    void goOn();
    void showLayer();
    void addLayer(const QImage& picture);
    void removeLayer(const QString& text);

    Document* m_document;
    EngineClient* m_client;
    Candidates* m_candidates;
    QTimer m_settled; ///< nothing more has come of the job: it waits
    JobId m_job;
    int m_step = 0; ///< the last one that was previewed
    QImage m_preview;
    QRect m_frame;
    QImage m_original; ///< of the layer, before anything was painted
    int m_layer = 0; ///< its id; 0: there is none
    int m_before = 0; ///< the layer that was active
};

} // namespace tarn::studio
