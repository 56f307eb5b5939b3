#include <engine/frame_server.h>

namespace tarn {
namespace {

using namespace message;

constexpr std::size_t maxUnsent = 4 << 20;

} // namespace

FrameServer::Desk::Desk()
    : m_thread([this] { run(); })
{
}

FrameServer::Desk::~Desk()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_work.clear();
        m_changed.notify_all();
    }
    m_thread.join();
}

void FrameServer::Desk::add(std::function<void()> work)
{
    constexpr std::size_t maxWaiting = 32; // whoever asks for more waits with asking
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_work.size() < maxWaiting || m_closed; });
    if (!m_closed)
        m_work.push_back(std::move(work));
    m_changed.notify_all();
}

void FrameServer::Desk::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_closed || !m_work.empty(); });
        if (m_closed)
            return;
        const std::function<void()> work = std::move(m_work.front());
        m_work.pop_front();
        m_changed.notify_all();
        lock.unlock();
        work();
        lock.lock();
    }
}

FrameServer::FrameServer(int in, int out, Runner& runner)
    : m_runner(runner)
    , m_connection(in, out, m_blobs,
          {[this](Message message) { received(std::move(message)); },
              [this](const std::string& why) {
                  const std::lock_guard lock(m_mutex);
                  m_closed = true;
                  m_why = why;
                  m_changed.notify_all();
              }},
          {maxUnsent})
    , m_engine(runner, m_blobs, events())
{
}

FrameServer::~FrameServer() { m_connection.finish(); }

Engine::Events FrameServer::events()
{
    return {[this](const JobId& job, const JobProgress& progress) {
                m_connection.send(Progress{job, progress}, "progress " + job);
            },
        [this](const JobId& job, int step, const Media& media, const Blob& bytes) {
            Preview preview{job, step, media, {}};
            if (bytes->size() <= Frame::maxPayloadBytes)
                preview.bytes = *bytes;
            else
                m_blobs.add(media.blob, bytes);
            m_connection.send(preview, "preview " + job);
        },
        [this](const JobId& job, const JobOutcome& outcome) {
            m_connection.send(Ended{job, outcome});
            const auto* failure = std::get_if<Failure>(&outcome);
            if (!failure || failure->kind != Failure::Kind::deviceLost)
                return;
            const std::lock_guard lock(m_mutex); // only another process can use the card again
            m_closed = true;
            m_why = failure->sentence;
            m_changed.notify_all();
        }};
}

std::string FrameServer::serve(std::stop_token stop)
{
    const std::stop_callback wake(stop, [this] {
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
    });
    m_connection.start();
    m_connection.send(Hello{protocolVersion, "tarn " + std::string(engineVersion())});
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_closed || stop.stop_requested(); });
    }
    m_engine.cancelAll();
    m_connection.close(true);
    const std::lock_guard lock(m_mutex);
    return m_why;
}

template <typename Answer> void FrameServer::answer(Desk& desk, std::uint64_t number, Answer make)
{
    desk.add([this, number, make = std::move(make)] {
        using Kind = Failure::Kind;
        try {
            m_connection.send(make());
        } catch (const StudioError& e) {
            m_connection.send(Refused{number, {Kind::badInput, e.what(), {}}});
        } catch (const std::exception& e) {
            m_connection.send(Refused{number, {Kind::internal, e.what(), {}}});
        }
    });
}

void FrameServer::submit(Submit submit)
{
    const JobId id = submit.job.id;
    if (!submit.unusable.empty()) {
        m_connection.send(Accepted{id, JobState::waiting, {}});
        m_connection.send(Ended{id, Failure{Failure::Kind::badInput, submit.unusable, {}}});
        return;
    }
    const Engine::Status status = m_engine.submit(std::move(submit.job));
    m_connection.send(Accepted{id, status.state, status.outcome});
    for (const BlobReference& reference : status.missing)
        m_connection.fetch(reference, [this, reference](const Blob& blob) { m_engine.blobCame(reference, blob); });
}

void FrameServer::plan(const AskPlan& ask)
{
    const auto give = [this, ask](Blob mask) { // held until the plan is made
        answer(m_plans, ask.number, [this, ask, mask = std::move(mask)]() -> Message {
            if (!ask.unusable.empty())
                throw UsageError(ask.unusable);
            return PlanAnswer{ask.number, m_runner.plan(ask.request, m_blobs)};
        });
    };
    if (ask.request.mask.isGiven())
        m_connection.fetch(ask.request.mask, give);
    else
        give(nullptr);
}

/// A picture that is to take the place of a latent is waited for, or it would come too late.
void FrameServer::resumeWhenPictureCame(const JobId& job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_picturesComing.contains(job)) {
            m_resumeAfter.insert(job);
            return;
        }
    }
    m_engine.resume(job);
}

void FrameServer::pictureCame(const JobId& job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (--m_picturesComing[job] > 0)
            return;
        m_picturesComing.erase(job);
        if (m_resumeAfter.erase(job) == 0)
            return;
    }
    m_engine.resume(job);
}

void FrameServer::received(Message message)
{
    if (!m_greeted) {
        const auto* hello = std::get_if<Hello>(&message);
        if (!hello)
            throw ProtocolError("The other side did not greet first; use the same version of tarn on both sides.");
        if (hello->version != protocolVersion)
            throw ProtocolError("The other side speaks version " + std::to_string(hello->version)
                + " of the protocol and this engine version " + std::to_string(protocolVersion)
                + "; use the same version of tarn on both sides.");
        m_greeted = true;
    } else if (auto* job = std::get_if<Submit>(&message)) {
        submit(std::move(*job));
    } else if (const auto* cancel = std::get_if<Cancel>(&message)) {
        m_engine.cancel(cancel->job);
    } else if (const auto* pause = std::get_if<Pause>(&message)) {
        m_engine.pause(pause->job);
    } else if (const auto* resume = std::get_if<Resume>(&message)) {
        resumeWhenPictureCame(resume->job);
    } else if (const auto* replace = std::get_if<ReplaceLatent>(&message)) {
        {
            const std::lock_guard lock(m_mutex);
            ++m_picturesComing[replace->job];
        }
        m_connection.fetch(replace->picture, [this, id = replace->job](Blob blob) {
            if (!m_engine.replaceLatent(id, std::move(blob)))
                m_connection.send(Log{"warning",
                    "A picture came for the job \"" + id + "\", which is not paused; it was not used."});
            pictureCame(id);
        });
    } else if (const auto* ask = std::get_if<AskPlan>(&message)) {
        plan(*ask);
    } else if (const auto* models = std::get_if<AskModels>(&message)) {
        answer(m_questions, models->number, [this, number = models->number]() -> Message {
            return ModelsAnswer{number, m_runner.models()};
        });
    } else if (const auto* describe = std::get_if<AskDescription>(&message)) {
        answer(m_questions, describe->number, [this, ask = *describe]() -> Message {
            return ModelsAnswer{ask.number, {m_runner.describe(ask.path)}};
        });
    } else if (const auto* decode = std::get_if<AskDecoded>(&message)) {
        answer(m_questions, decode->number, [this, ask = *decode]() -> Message {
            auto [media, bytes] = m_runner.decode(ask.job, ask.step);
            media.blob = m_blobs.add(std::move(bytes));
            return DecodedAnswer{ask.number, media};
        });
    } else if (!std::holds_alternative<Fault>(message)) {
        throw ProtocolError(
            "The other side sent what only an engine may say; use the same version of tarn on both "
            "sides.");
    }
}

} // namespace tarn
