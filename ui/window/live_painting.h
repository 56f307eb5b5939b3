#pragma once

#include <client/engine_client.h>
#include <document/candidates.h>
#include <document/document.h>

#include <QElapsedTimer>
#include <deque>

namespace tarn::studio {

class Generation;

/// While it is on, the frame is drawn again and again as one paints, types or changes a setting: one drawing at a
/// time, always of the newest state, also in the middle of a stroke.
class LivePainting : public QObject {
    Q_OBJECT

public:
    static constexpr int mostSteps = 8; ///< of one drawing, before the strength shortens them

    LivePainting(
        Document* document, EngineClient* client, Candidates* candidates, Generation* generation, QObject* parent);

    bool isOn() const { return m_on; }
    void setOn(bool on);
    /// Of the last few drawings; 0 when nothing was drawn lately.
    double picturesPerSecond() const;

Q_SIGNALS:
    void toggled(bool on);
    void drawn(); ///< one more picture
    /// Why it was turned off, one sentence.
    void failed(const QString& sentence);

private:
    void changed();
    void pump();
    void submit(const Drawing& drawing);
    void ended(const JobId& job, const JobOutcome& outcome, const QImage& picture);
    bool othersAreShown() const;

    Document* m_document;
    EngineClient* m_client;
    Candidates* m_candidates;
    Generation* m_generation;
    bool m_on = false;
    bool m_dirty = false; ///< something changed since the drawing began
    bool m_busy = false; ///< a drawing is being made
    JobId m_job;
    Drawing m_drawing;
    quint64 m_seed = 0; ///< one for as long as it is on, so that only what changed changes
    QElapsedTimer m_clock;
    std::deque<qint64> m_times; ///< milliseconds at which the last pictures came
};

} // namespace tarn::studio
