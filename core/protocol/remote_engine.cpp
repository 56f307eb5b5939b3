#include <protocol/remote_engine.h>

namespace tarn {
namespace {

using namespace message;

constexpr auto politeEnd = std::chrono::seconds(5);
constexpr auto watchInterval = std::chrono::milliseconds(200);

std::uint64_t numberOf(const Message& message)
{
    return std::visit(
        [](const auto& m) -> std::uint64_t {
            if constexpr (requires { m.number; })
                return m.number;
            else
                return 0;
        },
        message);
}

} // namespace

RemoteEngine::RemoteEngine(const std::vector<std::string>& command, Events events, Options options)
    : m_events(std::move(events))
    , m_options(options)
    , m_process(command)
{
    Connection::Handlers handlers{
        [this](Message message) { received(std::move(message)); }, [this](const std::string& why) { lost(why); }};
    const int in = m_process.takeOutput();
    const int out = m_process.takeInput();
    m_connection = std::make_unique<Connection>(in, out, m_blobs, std::move(handlers), Connection::Options{});
    m_connection->start();
    m_connection->send(Hello{protocolVersion, "tarn " + std::string(engineVersion())});
    m_watching = std::thread([this] { watch(); });
}

RemoteEngine::~RemoteEngine()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        m_changed.notify_all();
    }
    m_watching.join();
    m_connection.reset(); // closes the engine's input
    if (!m_process.waitForEnd(politeEnd))
        m_process.kill();
}

/// Takes an engine that is silent for too long for dead.
void RemoteEngine::watch()
{
    std::unique_lock lock(m_mutex);
    while (!m_closing && !m_lost) {
        m_changed.wait_for(lock, watchInterval);
        if (m_connection->silence() > m_options.silence && !m_lost) {
            m_whyLost = "The engine does not answer any more.";
            lock.unlock();
            m_process.kill();
            m_connection->close();
            return;
        }
    }
}

bool RemoteEngine::isAlive() const
{
    const std::lock_guard lock(m_mutex);
    return !m_lost;
}

void RemoteEngine::submit(const Job& job)
{
    for (const GenerateRequest& request : job.requests)
        validate(request);
    {
        const std::lock_guard lock(m_mutex);
        const auto [submitted, isNew] = m_jobs.try_emplace(job.id);
        if (!isNew)
            return;
        for (const BlobReference& reference : blobsOf(job))
            submitted->second.held.push_back(m_blobs.find(reference.sha256));
    }
    m_connection->send(Submit{job, {}});
    if (!isAlive()) // it may have died before the job was known
        end(job.id, Failure{Failure::Kind::engineLost, "The engine is not running; start it again.", {}});
}

void RemoteEngine::cancel(const JobId& job) { m_connection->send(Cancel{job}); }
void RemoteEngine::pause(const JobId& job) { m_connection->send(Pause{job}); }
void RemoteEngine::resume(const JobId& job) { m_connection->send(Resume{job}); }

void RemoteEngine::replaceLatent(const JobId& job, const BlobReference& picture)
{
    m_connection->send(ReplaceLatent{job, picture});
}

JobOutcome RemoteEngine::wait(const JobId& job)
{
    std::unique_lock lock(m_mutex);
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end())
        throw StudioError("There is no job \"" + job + "\"; submit it first.");
    m_changed.wait(lock, [&] { return found->second.outcome.has_value(); });
    return *found->second.outcome;
}

Message RemoteEngine::ask(std::uint64_t number, const Message& question)
{
    m_connection->send(question);
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, m_options.patience, [&] { return m_questions[number].has_value() || m_lost; });
    std::optional<Message> answer = std::move(m_questions[number]);
    m_questions.erase(number);
    if (!answer)
        throw StudioError(m_lost ? "The engine ended before it answered; start it again."
                                 : "The engine did not answer in time; try again.");
    if (const auto* refused = std::get_if<Refused>(&*answer))
        throw StudioError(refused->failure.sentence);
    return std::move(*answer);
}

PlanReport RemoteEngine::plan(const GenerateRequest& request)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t number = ++m_lastNumber;
    lock.unlock();
    return std::get<PlanAnswer>(ask(number, AskPlan{number, request, {}})).plan;
}

std::vector<ModelSummary> RemoteEngine::models()
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t number = ++m_lastNumber;
    lock.unlock();
    return std::get<ModelsAnswer>(ask(number, AskModels{number})).models;
}

ModelSummary RemoteEngine::describe(const std::string& path)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t number = ++m_lastNumber;
    lock.unlock();
    return std::get<ModelsAnswer>(ask(number, AskDescription{number, path})).models.at(0);
}

Media RemoteEngine::decode(const JobId& job, int step)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t number = ++m_lastNumber;
    lock.unlock();
    const Media media = std::get<DecodedAnswer>(ask(number, AskDecoded{number, job, step})).media;
    fetch(media.blob);
    return media;
}

Blob RemoteEngine::fetch(const BlobReference& reference)
{
    struct Arrival { // outlives a wait that is given up
        bool here = false;
        Blob blob;
    };
    const auto arrival = std::make_shared<Arrival>();
    m_connection->fetch(reference, [this, arrival](Blob found) {
        const std::lock_guard lock(m_mutex);
        arrival->blob = std::move(found);
        arrival->here = true;
        m_changed.notify_all();
    });
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, m_options.patience, [&] { return arrival->here; });
    if (!arrival->blob)
        throw StudioError(m_lost ? "The engine ended before its picture had come; start it again."
                                 : "The engine does not have this picture any more; ask for it again.");
    return arrival->blob;
}

void RemoteEngine::received(Message message)
{
    if (const auto* hello = std::get_if<Hello>(&message)) {
        if (hello->version != protocolVersion)
            throw ProtocolError("The engine speaks version " + std::to_string(hello->version)
                + " of the protocol and this program version " + std::to_string(protocolVersion)
                + "; use the same version of tarn on both sides.");
    } else if (const auto* progress = std::get_if<Progress>(&message)) {
        {
            const std::lock_guard lock(m_mutex);
            if (progress->progress.recorded)
                m_jobs[progress->job].recorded = progress->progress.recorded;
        }
        if (m_events.progressed)
            m_events.progressed(progress->job, progress->progress);
    } else if (auto* preview = std::get_if<Preview>(&message)) {
        showPreview(std::move(*preview));
    } else if (const auto* ended = std::get_if<Ended>(&message)) {
        fetchThenEnd(ended->job, ended->outcome);
    } else if (const auto* accepted = std::get_if<Accepted>(&message)) {
        if (accepted->outcome)
            fetchThenEnd(accepted->job, *accepted->outcome);
    } else if (const auto* log = std::get_if<Log>(&message)) {
        if (m_events.logged)
            m_events.logged(log->level, log->text);
    } else if (const auto* fault = std::get_if<Fault>(&message)) {
        const std::lock_guard lock(m_mutex);
        m_whyLost = fault->sentence;
    } else if (const std::uint64_t number = numberOf(message); number != 0) {
        const std::lock_guard lock(m_mutex);
        m_questions[number] = std::move(message);
        m_changed.notify_all();
    }
}

void RemoteEngine::showPreview(Preview preview)
{
    if (!m_events.previewed)
        return;
    if (preview.bytes.size() == preview.media.blob.size)
        return m_events.previewed(preview.job, preview.step, preview.media, preview.bytes);
    m_connection->fetch(preview.media.blob, [this, preview](const Blob& blob) {
        if (blob)
            m_events.previewed(preview.job, preview.step, preview.media, *blob);
    });
}

/// What one job still waits for.
struct RemoteEngine::Fetching {
    JobId job;
    JobOutcome outcome;
    std::atomic<std::size_t> missing;
    std::vector<Blob> held; ///< kept from being forgotten until the end is told
    std::mutex mutex;
};

void RemoteEngine::fetchThenEnd(const JobId& job, const JobOutcome& outcome)
{
    const auto* finished = std::get_if<Finished>(&outcome);
    if (!finished || finished->media.empty())
        return end(job, outcome);
    const auto fetching = std::make_shared<Fetching>();
    fetching->job = job;
    fetching->outcome = outcome;
    fetching->missing = finished->media.size();
    for (const Media& media : finished->media)
        m_connection->fetch(media.blob, [this, fetching](Blob blob) {
            if (!blob)
                return end(fetching->job,
                    Failure{Failure::Kind::engineLost,
                        "The result could not be fetched from the engine; repeat it.", {}});
            {
                const std::lock_guard lock(fetching->mutex);
                fetching->held.push_back(std::move(blob));
            }
            if (--fetching->missing == 0)
                end(fetching->job, fetching->outcome);
        });
}

void RemoteEngine::end(const JobId& job, const JobOutcome& outcome)
{
    JobOutcome told = outcome;
    {
        const std::lock_guard lock(m_mutex);
        Submitted& submitted = m_jobs[job];
        if (submitted.outcome)
            return;
        if (auto* failure = std::get_if<Failure>(&told); failure && failure->kind == Failure::Kind::engineLost)
            failure->resumableFrom = submitted.recorded;
        submitted.outcome = told;
        submitted.held.clear();
    }
    if (m_events.ended)
        m_events.ended(job, told);
    const std::lock_guard lock(m_mutex);
    m_changed.notify_all();
}

void RemoteEngine::lost(std::string why)
{
    std::vector<std::pair<JobId, std::optional<int>>> open;
    {
        const std::lock_guard lock(m_mutex);
        m_lost = true;
        if (!m_whyLost.empty())
            why = m_whyLost;
        for (const auto& [id, job] : m_jobs)
            if (!job.outcome)
                open.emplace_back(id, job.recorded);
        m_changed.notify_all();
    }
    const std::string sentence = (why.empty() ? "The engine ended." : why) + " Start it again and repeat the job.";
    for (const auto& [id, recorded] : open)
        end(id, Failure{Failure::Kind::engineLost, sentence, recorded});
    if (m_events.lost)
        m_events.lost(why);
}

} // namespace tarn
