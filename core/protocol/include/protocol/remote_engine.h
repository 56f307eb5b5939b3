#pragma once

#include <protocol/child_process.h>
#include <protocol/connection.h>

#include <memory>

namespace tarn {

/// An engine in another process, on this machine or another (`ssh host tarn engine`): starts it, speaks with it,
/// and sees that every submitted job ends exactly once, also when the engine dies. Any thread may call, but not
/// wait from within an event.
class RemoteEngine {
public:
    /// Each may be empty. They are called on the reading thread, which must not wait there.
    struct Events {
        std::function<void(const JobId&, const JobProgress&)> progressed;
        /// `media.format` says what the bytes are.
        std::function<void(const JobId&, int step, const Media&, const std::vector<std::byte>&)> previewed;
        /// Once for each submit; the blobs of a finished job are in `blobs()`.
        std::function<void(const JobId&, const JobOutcome&)> ended;
        std::function<void(const std::string& level, const std::string& text)> logged;
        /// The engine is gone; all its jobs have ended.
        std::function<void(const std::string& why)> lost;
    };
    struct Options {
        /// An engine that says nothing for so long is taken for dead and killed; it says something every second.
        std::chrono::milliseconds silence{10'000};
        /// What a question may take.
        std::chrono::milliseconds patience{30'000};
    };

    /// Starts `command`, as {"tarn", "engine"}. Throws StudioError when it cannot be started.
    RemoteEngine(const std::vector<std::string>& command, Events events, Options options);
    /// Closes the engine's input, waits up to five seconds for its end, then kills it. Jobs that had not ended do
    /// so.
    ~RemoteEngine();

    /// What requests refer to is added here before they are submitted, and the engine asks for what it lacks;
    /// results appear here.
    BlobStore& blobs() { return m_blobs; }
    pid_t processId() const { return m_process.id(); }
    bool isAlive() const;

    /// Returns at once. A known id is not submitted again.
    void submit(const Job& job);
    void cancel(const JobId& job); ///< harmless after the end
    // Changing a running job by hand (messages.h, "Changing a running job by hand").
    void pause(const JobId& job);
    void resume(const JobId& job);
    /// `picture` must be in `blobs()`.
    void replaceLatent(const JobId& job, const BlobReference& picture);
    /// Waits for the end of a submitted job. Throws StudioError for one that was not.
    JobOutcome wait(const JobId& job);

    // Questions wait for their answer. They throw StudioError when the engine refuses, is gone, or takes too long.
    /// The request's mask must be in `blobs()`.
    PlanReport plan(const GenerateRequest& request);
    /// The bytes of a mask that a plan names.
    Blob fetch(const BlobReference& reference);
    std::vector<ModelSummary> models();
    ModelSummary describe(const std::string& path);
    /// The blob is in `blobs()`.
    Media decode(const JobId& job, int step);

private:
    struct Submitted {
        std::optional<int> recorded;
        std::optional<JobOutcome> outcome;
        std::vector<Blob> held; ///< kept until the end, for the engine may ask for them at any time before
    };
    struct Fetching;

    void received(Message message);
    void lost(std::string why);
    void fetchThenEnd(const JobId& job, const JobOutcome& outcome);
    void end(const JobId& job, const JobOutcome& outcome);
    void showPreview(message::Preview preview);
    Message ask(std::uint64_t number, const Message& question);
    void watch();

    const Events m_events;
    const Options m_options;
    BlobStore m_blobs;
    ChildProcess m_process;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<JobId, Submitted> m_jobs;
    std::map<std::uint64_t, std::optional<Message>> m_questions;
    std::uint64_t m_lastNumber = 0;
    bool m_lost = false;
    bool m_closing = false;
    std::string m_whyLost;

    std::unique_ptr<Connection> m_connection;
    std::thread m_watching;
};

} // namespace tarn
