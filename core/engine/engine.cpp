#include <engine/engine.h>

#include <algorithm>
#include <new>
#include <utility>

namespace tarn {
namespace {

/// Ended jobs whose outcome is remembered.
constexpr std::size_t maxEnded = 10'000;

std::string firstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

} // namespace

struct Engine::Entry {
    Job job;
    JobState state = JobState::waiting;
    bool pauseAsked = false;
    std::stop_source stop;
    std::set<std::string> missing; ///< SHA-256 of blobs that have not come
    std::vector<Blob> held; ///< so that the store finds what the job needs
    std::optional<Blob> replacement;
    std::optional<JobOutcome> outcome;
};

/// What a runner is handed: everything of a job goes through the engine.
class Engine::Control final : public JobControl {
public:
    Control(Engine& engine, Entry& entry)
        : m_engine(engine)
        , m_entry(entry)
    {
    }

    std::stop_token stopToken() const override { return m_entry.stop.get_token(); }

    void report(const JobProgress& progress) override { m_engine.m_events.progressed(m_entry.job.id, progress); }

    void preview(int step, Media media, std::vector<std::byte> bytes) override
    {
        media.blob = referenceTo(bytes);
        m_engine.m_events.previewed(
            m_entry.job.id, step, media, std::make_shared<const std::vector<std::byte>>(std::move(bytes)));
    }

    void finish(Media media, std::vector<std::byte> bytes) override
    {
        media.blob = m_engine.m_blobs.add(std::move(bytes));
        m_finished.media.push_back(std::move(media));
    }

    void note(const std::string& sentence) override { m_finished.notes.push_back(sentence); }

    bool pauseAsked() const override
    {
        const std::lock_guard lock(m_engine.m_mutex);
        return m_entry.pauseAsked;
    }

    Blob waitWhilePaused() override
    {
        const std::stop_callback wake(m_entry.stop.get_token(), [this] {
            const std::lock_guard lock(m_engine.m_mutex);
            m_engine.m_changed.notify_all();
        });
        std::unique_lock lock(m_engine.m_mutex);
        const auto stopped = [this] { return m_entry.stop.stop_requested(); };
        if (m_entry.pauseAsked && !stopped()) {
            m_entry.state = JobState::paused;
            m_engine.m_changed.wait(lock, [&] { return !m_entry.pauseAsked || stopped(); });
            m_entry.state = JobState::running;
        }
        const std::optional<Blob> replacement = std::exchange(m_entry.replacement, std::nullopt);
        lock.unlock(); // the callback's destructor may wait for the callback, which takes the lock
        if (stopped())
            throw Cancelled{};
        if (replacement && !*replacement)
            throw StudioError("The edited picture did not arrive; draw again and send it anew.");
        return replacement.value_or(nullptr);
    }

    Blob blob(const BlobReference& reference) override { return m_engine.m_blobs.find(reference.sha256); }

    Finished takeFinished() { return std::move(m_finished); }

private:
    Engine& m_engine;
    Entry& m_entry;
    Finished m_finished;
};

Engine::Engine(Runner& runner, BlobStore& blobs, Events events)
    : m_runner(runner)
    , m_blobs(blobs)
    , m_events(std::move(events))
    , m_worker([this] { work(); })
{
}

Engine::~Engine()
{
    cancelAll();
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_changed.notify_all();
    }
    cancelAll(); // what came in between
    m_worker.join();
}

std::shared_ptr<Engine::Entry> Engine::find(const JobId& id)
{
    const auto found = m_jobs.find(id);
    return found == m_jobs.end() ? nullptr : found->second;
}

Engine::Status Engine::submit(Job job)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = find(job.id))
        return {known->state, known->outcome, {}};
    if (m_stopping)
        return {JobState::ended, Cancelled{}, {}};
    const auto entry = std::make_shared<Entry>();
    entry->job = std::move(job);
    std::vector<BlobReference> missing;
    for (const BlobReference& reference : blobsOf(entry->job)) {
        if (Blob blob = m_blobs.find(reference.sha256)) {
            entry->held.push_back(std::move(blob));
        } else {
            entry->missing.insert(reference.sha256);
            missing.push_back(reference);
        }
    }
    m_jobs.emplace(entry->job.id, entry);
    m_waiting.push_back(entry);
    m_changed.notify_all();
    return {JobState::waiting, {}, std::move(missing)};
}

void Engine::blobCame(const BlobReference& reference, const Blob& blob)
{
    std::vector<std::shared_ptr<Entry>> failed;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& entry : m_waiting)
            if (entry->missing.contains(reference.sha256)) {
                if (!blob)
                    failed.push_back(entry);
                entry->missing.erase(reference.sha256);
                entry->held.push_back(blob);
            }
        for (const auto& entry : failed)
            std::erase(m_waiting, entry);
        m_changed.notify_all();
    }
    for (const auto& entry : failed)
        end(entry,
            Failure{
                Failure::Kind::badInput, "A picture of the request is not there any more; choose it again.", {}});
}

void Engine::cancel(const JobId& id)
{
    std::shared_ptr<Entry> entry;
    bool waited = false;
    {
        const std::lock_guard lock(m_mutex);
        entry = find(id);
        if (!entry || entry->state == JobState::ended)
            return;
        waited = std::erase(m_waiting, entry) > 0;
    }
    entry->stop.request_stop();
    if (waited)
        end(entry, Cancelled{});
}

void Engine::cancelAll()
{
    std::vector<JobId> ids;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, entry] : m_jobs)
            if (entry->state != JobState::ended)
                ids.push_back(id);
    }
    for (const JobId& id : ids)
        cancel(id);
}

void Engine::pause(const JobId& id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto entry = find(id); entry && entry->state != JobState::ended)
        entry->pauseAsked = true;
}

void Engine::resume(const JobId& id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto entry = find(id))
        entry->pauseAsked = false;
    m_changed.notify_all();
}

bool Engine::replaceLatent(const JobId& id, Blob picture)
{
    const std::lock_guard lock(m_mutex);
    const auto entry = find(id);
    if (!entry || !entry->pauseAsked || entry->state == JobState::ended)
        return false;
    entry->replacement = std::move(picture);
    return true;
}

std::shared_ptr<Engine::Entry> Engine::nextReady() const
{
    const auto found = std::ranges::find_if(m_waiting, [](const auto& entry) { return entry->missing.empty(); });
    return found == m_waiting.end() ? nullptr : *found;
}

void Engine::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        std::shared_ptr<Entry> entry;
        m_changed.wait(lock, [&] { return (entry = nextReady()) || m_stopping; });
        if (!entry)
            return;
        std::erase(m_waiting, entry);
        entry->state = JobState::running;
        lock.unlock();
        end(entry, runToItsEnd(*entry));
        entry.reset();
        lock.lock();
    }
}

JobOutcome Engine::runToItsEnd(Entry& entry)
{
    using Kind = Failure::Kind;
    Control control(*this, entry);
    try {
        m_runner.run(entry.job, control);
        return control.takeFinished();
    } catch (const Cancelled&) {
        return Cancelled{};
    } catch (const OutOfDeviceMemory& e) {
        return Failure{Kind::outOfMemory, e.what(), {}};
    } catch (const std::bad_alloc&) {
        return Failure{
            Kind::outOfMemory, "The memory ran out; choose a smaller size or close other programs.", {}};
    } catch (const DeviceLost& e) {
        return Failure{Kind::deviceLost, e.what(), {}};
    } catch (const StudioError& e) {
        return Failure{Kind::badInput, e.what(), {}};
    } catch (const std::exception& e) {
        return Failure{Kind::internal,
            "Something went wrong inside the engine (" + firstLine(e.what()) + "); please report it.", {}};
    }
}

void Engine::end(const std::shared_ptr<Entry>& entry, JobOutcome outcome)
{
    {
        const std::lock_guard lock(m_mutex);
        entry->state = JobState::ended;
        entry->outcome = outcome;
        entry->held.clear();
        m_ended.push_back(entry->job.id);
        if (m_ended.size() > maxEnded) {
            m_jobs.erase(m_ended.front());
            m_ended.pop_front();
        }
    }
    m_events.ended(entry->job.id, outcome);
}

} // namespace tarn
