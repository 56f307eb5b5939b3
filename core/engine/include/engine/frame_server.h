#pragma once

#include <protocol/connection.h>

#include <engine/engine.h>

namespace tarn {

/// Serves an engine over a pair of descriptors (protocol/messages.h), until the other side closes or breaks the
/// protocol; all jobs are then cancelled.
class FrameServer {
public:
    /// Owns both descriptors.
    FrameServer(int in, int out, Runner& runner);
    ~FrameServer();
    FrameServer(const FrameServer&) = delete;
    FrameServer& operator=(const FrameServer&) = delete;

    /// Returns at the end of the connection, when a stop is asked for, or when the device is lost: empty at a
    /// clean end, else why.
    std::string serve(std::stop_token stop);

private:
    /// Work in sequence on a thread of its own.
    class Desk {
    public:
        Desk();
        ~Desk();
        void add(std::function<void()> work);

    private:
        void run();

        std::mutex m_mutex;
        std::condition_variable m_changed;
        std::deque<std::function<void()>> m_work;
        bool m_closed = false;
        std::thread m_thread;
    };

    Engine::Events events();
    void received(Message message);
    void resumeWhenPictureCame(const JobId& job);
    void pictureCame(const JobId& job);
    void submit(message::Submit submit);
    void plan(const message::AskPlan& ask);
    template <typename Answer> void answer(Desk& desk, std::uint64_t number, Answer make);

    Runner& m_runner;
    BlobStore m_blobs;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_greeted = false; ///< on the reading thread
    bool m_closed = false;
    std::map<JobId, int> m_picturesComing; ///< that jobs are to be given in place of their latent
    std::set<JobId> m_resumeAfter; ///< jobs to resume when these have come
    std::string m_why;
    Connection m_connection;
    Engine m_engine;
    Desk m_plans; ///< answers within moments
    Desk m_questions; ///< may read files and run networks
};

} // namespace tarn
