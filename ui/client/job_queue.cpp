#include "queue_folder.h"

#include <document/background.h>

#include <QStandardPaths>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int thumbSide = 96; ///< pixels, for screens of twice the density

} // namespace

JobQueue::JobQueue(EngineClient* client, const QString& folder, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_folder(folder)
{
    m_writer.setMaxThreadCount(1);
    connect(client, &EngineClient::progressed, this, &JobQueue::started);
    connect(client, &EngineClient::ended, this, &JobQueue::ended);
}

JobQueue::~JobQueue() { m_writer.waitForDone(); }

QString JobQueue::standardFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/queue";
}

int JobQueue::placeOf(const JobId& job) const
{
    const auto found = std::ranges::find(m_jobs, job, &QueuedJob::id);
    return found == m_jobs.end() ? -1 : int(found - m_jobs.begin());
}

const QueuedJob* JobQueue::find(const JobId& job) const
{
    const int place = placeOf(job);
    return place < 0 ? nullptr : &m_jobs[std::size_t(place)];
}

int JobQueue::firstEnded() const
{
    return int(std::ranges::find_if_not(m_jobs, &QueuedJob::isOpen) - m_jobs.begin());
}

int JobQueue::openCount() const { return firstEnded(); }

void JobQueue::write(std::function<void()> work)
{
    m_writer.start([this, work = std::move(work)] {
        try {
            work();
        } catch (const StudioError& e) {
            QMetaObject::invokeMethod(
                this, [this, sentence = QString::fromUtf8(e.what())] { Q_EMIT failed(sentence); },
                Qt::QueuedConnection);
        }
    });
}

void JobQueue::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    m_client->setHeld(paused);
    Q_EMIT changed();
}

void JobQueue::add(const JobId& job, const Drawing& drawing)
{
    QueuedJob queued;
    queued.id = job;
    queued.drawing = drawing;
    m_jobs.insert(m_jobs.begin() + firstEnded(), std::move(queued));
    write([folder = QueueFolder(m_folder), job, drawing] { folder.save(job, drawing); });
    saveOrder();
    Q_EMIT changed();
}

void JobQueue::saveOrder()
{
    std::vector<JobId> open;
    for (const QueuedJob& each : m_jobs)
        if (each.isOpen())
            open.push_back(each.id);
    write([folder = QueueFolder(m_folder), open] { folder.saveOrder(open); });
}

void JobQueue::move(const JobId& job, int by)
{
    const int from = placeOf(job), to = from + by;
    const auto waits = [this](int place) {
        return place >= 0 && place < int(m_jobs.size())
            && m_jobs[std::size_t(place)].state == QueuedJob::State::waiting;
    };
    if (!waits(from) || !waits(to) || !m_client->exchange(job, m_jobs[std::size_t(to)].id))
        return;
    std::swap(m_jobs[std::size_t(from)], m_jobs[std::size_t(to)]);
    saveOrder();
    Q_EMIT changed();
}

void JobQueue::remove(const JobId& job)
{
    const int place = placeOf(job);
    if (place < 0)
        return;
    const QueuedJob::State state = m_jobs[std::size_t(place)].state;
    if (state == QueuedJob::State::waiting || state == QueuedJob::State::running)
        return m_client->cancel(JobId(job));
    write([folder = QueueFolder(m_folder), job = JobId(job)] { folder.remove(job); });
    m_jobs.erase(m_jobs.begin() + place);
    Q_EMIT changed();
}

void JobQueue::repeat(const JobId& job)
{
    const QueuedJob* found = find(job);
    if (!found)
        return;
    const Drawing drawing = found->drawing;
    if (found->state == QueuedJob::State::left)
        remove(JobId(job));
    Q_EMIT drawWanted(drawing);
}

void JobQueue::continueLeft()
{
    std::vector<JobId> left;
    for (const QueuedJob& each : m_jobs)
        if (each.state == QueuedJob::State::left)
            left.push_back(each.id);
    for (const JobId& job : left)
        repeat(job);
}

void JobQueue::clearEnded()
{
    m_jobs.erase(m_jobs.begin() + firstEnded(), m_jobs.end());
    Q_EMIT changed();
}

void JobQueue::load()
{
    inBackground<std::vector<QueuedJob>>(
        this, [folder = m_folder] { return QueueFolder(folder).load(); },
        [this](const Outcome<std::vector<QueuedJob>>& outcome) {
            if (!outcome.value || outcome.value->empty())
                return;
            std::vector<QueuedJob> left = *outcome.value;
            std::erase_if(left, [this](const QueuedJob& job) { return placeOf(job.id) >= 0; });
            m_jobs.insert(m_jobs.begin() + firstEnded(), left.begin(), left.end());
            Q_EMIT changed();
            Q_EMIT loaded(int(left.size()));
        });
}

void JobQueue::started(const JobId& job, const JobProgress& progress)
{
    const int place = placeOf(job);
    if (place < 0)
        return;
    QueuedJob& queued = m_jobs[std::size_t(place)];
    queued.step = progress.step;
    queued.steps = progress.steps;
    if (std::exchange(queued.state, QueuedJob::State::running) == QueuedJob::State::running)
        return Q_EMIT jobChanged(place);
    const auto isRunning = [](const QueuedJob& each) { return each.state == QueuedJob::State::running; };
    std::stable_partition(m_jobs.begin(), m_jobs.begin() + firstEnded(), isRunning);
    Q_EMIT changed();
}

void JobQueue::ended(const JobId& job, const JobOutcome& outcome, const QImage& picture)
{
    const int place = placeOf(job);
    if (place < 0)
        return;
    QueuedJob queued = std::move(m_jobs[std::size_t(place)]);
    m_jobs.erase(m_jobs.begin() + place);
    if (const auto* failure = std::get_if<Failure>(&outcome)) {
        queued.state = QueuedJob::State::failed;
        queued.sentence = QString::fromStdString(failure->sentence);
    } else {
        const bool isFinished = std::holds_alternative<Finished>(outcome);
        queued.state = isFinished ? QueuedJob::State::finished : QueuedJob::State::stopped;
        if (isFinished)
            queued.picture = picture.scaled(thumbSide, thumbSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    m_jobs.insert(m_jobs.begin() + firstEnded(), std::move(queued));
    while (int(m_jobs.size()) - firstEnded() > endedKept)
        m_jobs.pop_back();
    write([folder = QueueFolder(m_folder), job = JobId(job)] { folder.remove(job); });
    Q_EMIT changed();
}

} // namespace tarn::studio
