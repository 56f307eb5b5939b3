#pragma once

#include <image/png.h>
#include <protocol/remote_engine.h>

#include <support/reference.h>

#include <QElapsedTimer>
#include <QTest>
#include <stdexcept>

/// For tests that send many jobs through one `tarn engine`.
namespace test {

/// An engine and what it told.
class EngineSession {
public:
    struct Shown {
        tarn::JobId job;
        int step;
        tarn::Media media;
        std::vector<std::byte> bytes;
    };

    explicit EngineSession(const QStringList& flags = {})
        : m_engine(command(flags), events(), {})
    {
    }

    tarn::RemoteEngine& engine() { return m_engine; }
    tarn::RemoteEngine* operator->() { return &m_engine; }

    /// Submits under a new name and waits; throws the sentence of a failure.
    tarn::Finished draw(const tarn::GenerateRequest& request)
    {
        const tarn::JobId id = submit(request);
        return finished(id);
    }
    tarn::JobId submit(
        const tarn::GenerateRequest& request, bool record = false, std::optional<tarn::BranchPoint> from = {})
    {
        const tarn::JobId id = "job-" + std::to_string(++m_jobs);
        m_engine.submit({id, {request}, true, record, std::move(from)});
        return id;
    }
    tarn::Finished finished(const tarn::JobId& id)
    {
        const tarn::JobOutcome outcome = m_engine.wait(id);
        if (const auto* failure = std::get_if<tarn::Failure>(&outcome))
            throw std::runtime_error(failure->sentence);
        return std::get<tarn::Finished>(outcome);
    }
    tarn::Image picture(const tarn::Finished& finished)
    {
        return tarn::readPng(*m_engine.blobs().find(finished.media.at(0).blob.sha256), "result");
    }
    /// The failure of a job that must fail.
    tarn::Failure failure(const tarn::GenerateRequest& request)
    {
        const tarn::JobOutcome outcome = m_engine.wait(submit(request));
        if (!std::holds_alternative<tarn::Failure>(outcome))
            throw std::runtime_error("the job did not fail");
        return std::get<tarn::Failure>(outcome);
    }

    /// The last that was told of a job.
    tarn::JobProgress progress(const tarn::JobId& id)
    {
        const std::lock_guard lock(m_mutex);
        return m_progress[id];
    }
    bool isIn(const tarn::JobId& id, tarn::JobProgress::Phase phase, int step = 0)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_progress.find(id);
        return found != m_progress.end() && found->second.phase == phase && found->second.step >= step;
    }
    std::optional<Shown> lastShown(const tarn::JobId& id)
    {
        const std::lock_guard lock(m_mutex);
        for (auto each = m_shown.rbegin(); each != m_shown.rend(); ++each)
            if (each->job == id)
                return *each;
        return {};
    }
    std::vector<std::string> logs()
    {
        const std::lock_guard lock(m_mutex);
        return m_logs;
    }

private:
    static std::vector<std::string> command(const QStringList& flags)
    {
        std::vector<std::string> words{tarnProgram().toStdString(), "engine"};
        for (const QString& flag : flags)
            words.push_back(flag.toStdString());
        return words;
    }

    tarn::RemoteEngine::Events events()
    {
        return {[this](const tarn::JobId& id, const tarn::JobProgress& progress) {
                    const std::lock_guard lock(m_mutex);
                    m_progress[id] = progress;
                },
            [this](
                const tarn::JobId& id, int step, const tarn::Media& media, const std::vector<std::byte>& bytes) {
                const std::lock_guard lock(m_mutex);
                m_shown.push_back({id, step, media, bytes});
                if (m_shown.size() > 100)
                    m_shown.erase(m_shown.begin());
            },
            {},
            [this](const std::string&, const std::string& text) {
                const std::lock_guard lock(m_mutex);
                m_logs.push_back(text);
            },
            {}};
    }

    std::mutex m_mutex;
    std::map<tarn::JobId, tarn::JobProgress> m_progress;
    std::vector<Shown> m_shown;
    std::vector<std::string> m_logs;
    int m_jobs = 0;
    tarn::RemoteEngine m_engine; ///< the last, for its thread uses the others
};

/// 128 x 128 by the starter model.
inline tarn::GenerateRequest starterRequest(int steps)
{
    tarn::GenerateRequest request;
    request.prompt = "a river";
    request.steps = steps;
    request.seed = 7;
    request.width = request.height = 128;
    request.guidance = 4;
    return request;
}

} // namespace test
