#pragma once

#include <protocol/remote_engine.h>

#include <QElapsedTimer>
#include <QImage>
#include <QMap>
#include <QObject>
#include <QThread>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>

namespace tarn::studio {

/// The engine in its own process: starts it, starts it again when it dies, and tells how jobs go. Nothing here
/// waits on the window's thread. The engine gets at most two jobs at a time; the others wait here and outlive it.
class EngineClient : public QObject {
    Q_OBJECT

public:
    enum class State {
        starting, ///< also after a death
        ready,
        failed, ///< it cannot be started; a job that is submitted makes it try again
    };
    Q_ENUM(State)

    /// `command` as {"tarn", "engine"}, or {"ssh", "host", "tarn", "engine"}.
    explicit EngineClient(std::vector<std::string> command, QObject* parent = nullptr);
    /// Open jobs end without a signal.
    ~EngineClient() override;

    void start();
    /// From now on the engine is another one; its jobs are handed to the new one, and begin again there.
    void restart(std::vector<std::string> command);
    const std::vector<std::string>& command() const { return m_command; }
    /// Looks for models anew; answered by `modelsChanged`.
    void rescan();
    State state() const { return m_state; }
    /// Of the process, 0 when there is none.
    qint64 processId() const;
    const std::vector<ModelSummary>& models() const { return m_models; }

    struct How {
        std::optional<BranchPoint> from{}; ///< a recorded step of another job
        bool record = true; ///< so that it can be branched from and continued
        bool previews = true;
        bool isLive = false; ///< comes by itself, so that it is not counted among the open jobs
    };
    /// Returns at once. `files` are what the request refers to.
    JobId submit(const GenerateRequest& request, std::vector<std::vector<std::byte>> files, const How& how);
    JobId submit(const GenerateRequest& request, std::vector<std::vector<std::byte>> files = {})
    {
        return submit(request, std::move(files), How());
    }
    // The job waits before its next step; all are harmless after its end.
    void pause(const JobId& job);
    void resume(const JobId& job);
    /// Of a paused job: this picture (PNG) takes the place of what the step predicts.
    void resumeWith(const JobId& job, std::vector<std::byte> png);
    void cancel(const JobId& job); ///< harmless after the end
    void cancelAll();
    /// Held, the engine gets no further job; those that it has are finished.
    void setHeld(bool held);
    /// Swaps the places of two jobs that wait here; false when one of them does not.
    bool exchange(const JobId& one, const JobId& other);
    int openJobs() const;

    /// Answered by `planned`; of questions in quick succession only the last is.
    void askPlan(const GenerateRequest& request);

    // Questions with an answer of their own, given on this object's thread; where the engine ends before, none is.
    struct DetailedPlan {
        PlanReport report;
        QImage selection, denoise, paste; ///< Format_Alpha8 of the request's size; null without a mask
    };
    /// `files` hold the mask.
    void askDetails(const GenerateRequest& request, std::vector<std::vector<std::byte>> files,
        std::function<void(const DetailedPlan&)> then);
    /// What a recorded step predicted, as the VAE decodes it; null where the engine does not have the step.
    void askDecoded(const JobId& job, int step, std::function<void(const QImage&)> then);

Q_SIGNALS:
    void stateChanged(EngineClient::State state, const QString& sentence);
    void modelsChanged();
    void planned(const GenerateRequest& request, const PlanReport& plan);
    void progressed(const JobId& job, const JobProgress& progress);
    /// What step `step` predicts, enlarged smoothly to a few hundred pixels.
    void previewed(const JobId& job, int step, const QImage& picture);
    /// Exactly once for each submit. `picture` is null unless the outcome is Finished.
    void ended(const JobId& job, const JobOutcome& outcome, const QImage& picture);
    void openJobsChanged(int count);

private:
    struct Open {
        GenerateRequest request;
        std::vector<Blob> files;
        How how;
        std::optional<int> recorded; ///< its last step on the engine's disk
        bool handedOver = false;
        bool arrived = false; ///< its result is being read
    };

    template <class Answer>
    void ask(std::function<Answer(RemoteEngine&)> question, std::function<void(const Answer&)> then);
    RemoteEngine::Events eventsFor(int life);
    void started(int life, std::shared_ptr<RemoteEngine> engine);
    void couldNotStart(const QString& sentence);
    void lost(int life, const QString& why);
    void handOver();
    void end(const JobId& job, const JobOutcome& outcome, const QImage& picture);
    void setState(State state, const QString& sentence = {});
    void askNextPlan();
    void askModels();

    std::vector<std::string> m_command;
    QThread m_thread; ///< where the engine is started, asked and ended
    QObject* m_worker;
    std::shared_ptr<RemoteEngine> m_engine;
    State m_state = State::starting;
    int m_life = 0; ///< counts the engines
    int m_failedStarts = 0;
    QTimer m_restart;
    QElapsedTimer m_alive;
    std::vector<ModelSummary> m_models;
    QMap<JobId, Open> m_open;
    std::deque<JobId> m_waiting;
    std::optional<GenerateRequest> m_nextPlan;
    bool m_planning = false;
    bool m_held = false;
};

} // namespace tarn::studio

Q_DECLARE_METATYPE(tarn::GenerateRequest)
Q_DECLARE_METATYPE(tarn::PlanReport)
Q_DECLARE_METATYPE(tarn::JobProgress)
Q_DECLARE_METATYPE(tarn::JobOutcome)
