#pragma once

#include <engine/runner.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace tarn {

/// Jobs in the order of their coming, one at a time on a thread of its own. Each ends exactly once: finished,
/// cancelled, or failed with one sentence. Any thread may call.
class Engine {
public:
    /// Called on the thread where it happens, never under the engine's lock; all must be set.
    struct Events {
        std::function<void(const JobId&, const JobProgress&)> progressed;
        std::function<void(const JobId&, int step, const Media&, const Blob&)> previewed;
        std::function<void(const JobId&, const JobOutcome&)> ended;
    };
    struct Status {
        JobState state;
        std::optional<JobOutcome> outcome;
        std::vector<BlobReference> missing; ///< of a new job: what has to come before it starts
    };

    Engine(Runner& runner, BlobStore& blobs, Events events);
    /// Cancels all jobs and waits for the running one to give up.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Returns at once. The job keeps what it refers to in the store and starts when nothing of it is missing. A
    /// known id returns its state and starts nothing.
    Status submit(Job job);
    /// A blob that jobs may wait for has come, or will never come (null): those that need it fail.
    void blobCame(const BlobReference& reference, const Blob& blob);
    /// Harmless after the end. A waiting job ends here, a running one at its next stop point.
    void cancel(const JobId& id);
    void cancelAll();
    void pause(const JobId& id);
    void resume(const JobId& id);
    /// The picture takes effect when the job is resumed; null: it was lost, which fails the job. False, and
    /// nothing happens, for a job that was not told to pause.
    bool replaceLatent(const JobId& id, Blob picture);

private:
    struct Entry;
    class Control;

    void work();
    std::shared_ptr<Entry> nextReady() const;
    std::shared_ptr<Entry> find(const JobId& id);
    JobOutcome runToItsEnd(Entry& entry);
    void end(const std::shared_ptr<Entry>& entry, JobOutcome outcome);

    Runner& m_runner;
    BlobStore& m_blobs;
    const Events m_events;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<JobId, std::shared_ptr<Entry>> m_jobs;
    std::deque<std::shared_ptr<Entry>> m_waiting;
    std::deque<JobId> m_ended; ///< the oldest first
    bool m_stopping = false;
    std::thread m_worker;
};

} // namespace tarn
