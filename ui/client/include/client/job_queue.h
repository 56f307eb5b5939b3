#pragma once

#include <client/engine_client.h>
#include <document/drawing.h>

#include <QThreadPool>

namespace tarn::studio {

/// A drawing in the queue, or one that has left it.
struct QueuedJob {
    enum class State {
        left, ///< by an earlier session; it waits to be continued
        waiting,
        running,
        finished,
        stopped,
        failed,
    };

    JobId id;
    Drawing drawing; ///< with its files
    State state = State::waiting;
    int step = 0, steps = 0;
    QString sentence; ///< why it failed
    QImage picture; ///< of a finished one, small

    bool isOpen() const { return state == State::left || state == State::waiting || state == State::running; }
};

/// Every drawing that was asked for: first the running ones, then those that wait in their order, then those that
/// ended, the latest first. What has not ended is also in a folder, so that it outlives the studio.
class JobQueue : public QObject {
    Q_OBJECT

public:
    static constexpr int endedKept = 30;

    JobQueue(EngineClient* client, const QString& folder, QObject* parent = nullptr);
    /// Waits for what is being written.
    ~JobQueue() override;

    /// The user's own.
    static QString standardFolder();

    const std::vector<QueuedJob>& jobs() const { return m_jobs; }
    const QueuedJob* find(const JobId& job) const;
    int openCount() const;
    /// None is begun while it pauses; one that runs is finished.
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);

    /// `drawing` was handed to the client as `job`.
    void add(const JobId& job, const Drawing& drawing);
    /// Of a waiting one, towards the front where negative.
    void move(const JobId& job, int by);
    /// Stops it, or forgets one that an earlier session left or that ended.
    void remove(const JobId& job);
    /// Its drawing once more; one that was left goes from the list with it.
    void repeat(const JobId& job);
    /// All that an earlier session left.
    void continueLeft();
    void clearEnded();
    /// Reads what an earlier session left, off the window's thread.
    void load();

Q_SIGNALS:
    void changed(); ///< the list
    void jobChanged(int place); ///< one of it, without moving
    void drawWanted(const Drawing& drawing);
    void loaded(int left); ///< how many an earlier session left
    void failed(const QString& sentence); ///< the folder cannot be written to

private:
    int placeOf(const JobId& job) const;
    int firstEnded() const;
    void started(const JobId& job, const JobProgress& progress);
    void ended(const JobId& job, const JobOutcome& outcome, const QImage& picture);
    void saveOrder();
    void write(std::function<void()> work);

    EngineClient* m_client;
    QString m_folder;
    std::vector<QueuedJob> m_jobs;
    QThreadPool m_writer; ///< of one thread, so that nothing overtakes
    bool m_paused = false;
};

} // namespace tarn::studio
