#include "preview_picture.h"

#include <client/engine_client.h>

#include <QUuid>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int jobsAtOnce = 2;
constexpr int startsInVain = 4; ///< after so many the engine counts as failed
constexpr int longLife = 30000; ///< milliseconds after which a death is no failed start

QImage readResult(const Blob& png)
{
    QImage picture;
    if (png)
        picture.loadFromData(reinterpret_cast<const uchar*>(png->data()), int(png->size()), "PNG");
    return picture.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

JobOutcome unreadable()
{
    return Failure{Failure::Kind::internal, "The engine's picture cannot be read; repeat the job.", {}};
}

} // namespace

EngineClient::EngineClient(std::vector<std::string> command, QObject* parent)
    : QObject(parent)
    , m_command(std::move(command))
    , m_worker(new QObject)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName("engine");
    m_thread.start();
    m_restart.setSingleShot(true);
    connect(&m_restart, &QTimer::timeout, this, &EngineClient::start);
}

EngineClient::~EngineClient()
{
    ++m_life;
    QMetaObject::invokeMethod(m_worker, [engine = std::move(m_engine)]() mutable { engine.reset(); });
    m_thread.quit();
    m_thread.wait();
    QCoreApplication::removePostedEvents(this); // an engine may be among them, whose end still speaks to this
}

qint64 EngineClient::processId() const { return m_engine ? m_engine->processId() : 0; }

RemoteEngine::Events EngineClient::eventsFor(int life)
{
    RemoteEngine::Events events;
    const auto tell = [this, life](auto&& what) {
        QMetaObject::invokeMethod(
            this,
            [this, life, what = std::forward<decltype(what)>(what)] {
                if (life == m_life)
                    what();
            },
            Qt::QueuedConnection);
    };
    events.progressed = [this, tell](const JobId& job, const JobProgress& progress) {
        tell([=, this] {
            const auto open = m_open.find(job);
            if (open == m_open.end())
                return;
            if (progress.recorded)
                open->recorded = progress.recorded;
            Q_EMIT progressed(job, progress);
        });
    };
    events.previewed = [this, tell](
                           const JobId& job, int step, const Media& media, const std::vector<std::byte>& bytes) {
        QImage picture = previewPicture(media, bytes);
        if (!picture.isNull())
            tell([=, this] {
                if (m_open.contains(job))
                    Q_EMIT previewed(job, step, picture);
            });
    };
    events.ended = [this, tell](const JobId& job, const JobOutcome& outcome) {
        tell([=, this] {
            const auto* finished = std::get_if<Finished>(&outcome);
            if (!finished || !m_engine)
                return end(job, outcome, {});
            if (const auto open = m_open.find(job); open != m_open.end())
                open->arrived = true;
            const Blob png = m_engine->blobs().find(finished->media.at(0).blob.sha256);
            QMetaObject::invokeMethod(m_worker, [=, this] { // decoding does not belong on the window's thread
                const QImage picture = readResult(png);
                QMetaObject::invokeMethod(
                    this, [=, this] { end(job, picture.isNull() ? unreadable() : outcome, picture); },
                    Qt::QueuedConnection);
            });
        });
    };
    events.lost = [this, tell, life](
                      const std::string& why) { tell([=, this] { lost(life, QString::fromStdString(why)); }); };
    return events;
}

void EngineClient::start()
{
    setState(State::starting);
    const int life = ++m_life;
    QMetaObject::invokeMethod(m_worker, [this, life, command = m_command, events = eventsFor(life)] {
        try {
            auto engine = std::make_shared<RemoteEngine>(command, events, RemoteEngine::Options{});
            QMetaObject::invokeMethod(
                this, [=, this]() mutable { started(life, std::move(engine)); }, Qt::QueuedConnection);
        } catch (const StudioError& e) {
            QMetaObject::invokeMethod(
                this, [this, sentence = QString::fromUtf8(e.what())] { couldNotStart(sentence); },
                Qt::QueuedConnection);
        }
    });
}

void EngineClient::restart(std::vector<std::string> command)
{
    m_command = std::move(command);
    m_restart.stop();
    m_failedStarts = 0;
    QMetaObject::invokeMethod(m_worker, [engine = std::move(m_engine)]() mutable { engine.reset(); });
    m_engine.reset();
    for (auto open = m_open.begin(); open != m_open.end(); ++open)
        if (open->handedOver && !open->arrived) {
            open->handedOver = false;
            m_waiting.push_front(open.key());
        }
    start();
}

void EngineClient::rescan()
{
    if (m_engine)
        askModels();
}

void EngineClient::started(int life, std::shared_ptr<RemoteEngine> engine)
{
    if (life != m_life) { // it died before it was here
        QMetaObject::invokeMethod(m_worker, [engine = std::move(engine)]() mutable { engine.reset(); });
        return;
    }
    m_engine = std::move(engine);
    m_alive.start();
    askModels();
    handOver();
    askNextPlan();
}

void EngineClient::askModels()
{
    QMetaObject::invokeMethod(m_worker, [this, life = m_life, engine = m_engine] {
        try {
            auto models = engine->models();
            QMetaObject::invokeMethod(
                this,
                [this, life, models = std::move(models)] {
                    if (life != m_life)
                        return;
                    m_models = models;
                    m_failedStarts = 0;
                    setState(State::ready);
                    Q_EMIT modelsChanged();
                },
                Qt::QueuedConnection);
        } catch (const StudioError&) { // its end is told apart
        }
    });
}

void EngineClient::couldNotStart(const QString& sentence)
{
    if (++m_failedStarts < startsInVain) {
        m_restart.start(500 << m_failedStarts);
        return;
    }
    setState(State::failed, sentence);
    for (const JobId& job : m_open.keys())
        end(job, Failure{Failure::Kind::engineLost, sentence.toStdString(), {}}, {});
}

void EngineClient::lost(int life, const QString& why)
{
    Q_UNUSED(life)
    ++m_life; // nothing more is heard of it
    QMetaObject::invokeMethod(m_worker, [engine = std::move(m_engine)]() mutable { engine.reset(); });
    m_engine.reset();
    const QString reason = why.isEmpty() ? tr("The engine ended.") : why;
    if (m_alive.isValid() && m_alive.elapsed() > longLife)
        m_failedStarts = 0;
    if (++m_failedStarts >= startsInVain)
        return couldNotStart(reason);
    for (const JobId& job : m_open.keys()) // ended() may still have been under way
        if (m_open[job].handedOver && !m_open[job].arrived)
            end(job,
                Failure{Failure::Kind::engineLost, (reason + ' ' + tr("Repeat the job.")).toStdString(),
                    m_open[job].recorded},
                {});
    setState(State::starting, tr("%1 It is being started again.").arg(reason));
    m_restart.start(250 << m_failedStarts);
}

void EngineClient::setState(State state, const QString& sentence)
{
    if (state == m_state && sentence.isEmpty())
        return;
    m_state = state;
    Q_EMIT stateChanged(state, sentence);
}

JobId EngineClient::submit(
    const GenerateRequest& request, std::vector<std::vector<std::byte>> files, const How& how)
{
    const JobId job = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    Open& open = m_open[job];
    open.request = request;
    open.how = how;
    for (std::vector<std::byte>& file : files)
        open.files.push_back(std::make_shared<const std::vector<std::byte>>(std::move(file)));
    m_waiting.push_back(job);
    Q_EMIT openJobsChanged(openJobs());
    if (m_state == State::failed) {
        m_failedStarts = 0;
        start();
    }
    QMetaObject::invokeMethod(this, &EngineClient::handOver, Qt::QueuedConnection);
    return job;
}

void EngineClient::handOver()
{
    while (m_engine && m_engine->isAlive() && !m_held && !m_waiting.empty()
        && std::ranges::count_if(m_open, [](const Open& open) { return open.handedOver; }) < jobsAtOnce) {
        const JobId job = m_waiting.front();
        m_waiting.pop_front();
        Open& open = m_open[job];
        open.handedOver = true;
        try {
            for (const Blob& file : open.files)
                m_engine->blobs().add(referenceTo(*file), file);
            m_engine->submit({job, {open.request}, open.how.previews, open.how.record, open.how.from});
        } catch (const StudioError& e) {
            end(job, Failure{Failure::Kind::badInput, e.what(), {}}, {});
        }
    }
}

void EngineClient::setHeld(bool held)
{
    m_held = held;
    handOver();
}

bool EngineClient::exchange(const JobId& one, const JobId& other)
{
    const auto first = std::ranges::find(m_waiting, one), second = std::ranges::find(m_waiting, other);
    if (first == m_waiting.end() || second == m_waiting.end())
        return false;
    std::swap(*first, *second);
    return true;
}

void EngineClient::cancel(const JobId& job)
{
    const auto open = m_open.find(job);
    if (open == m_open.end())
        return;
    if (open->handedOver && m_engine)
        m_engine->cancel(job);
    else
        end(job, Cancelled{}, {});
}

int EngineClient::openJobs() const
{
    return int(std::ranges::count_if(m_open, [](const Open& open) { return !open.how.isLive; }));
}

void EngineClient::cancelAll()
{
    const QList<JobId> all = m_open.keys();
    for (const JobId& job : all)
        cancel(job);
}

void EngineClient::end(const JobId& job, const JobOutcome& outcome, const QImage& picture)
{
    if (!m_open.remove(job))
        return;
    std::erase(m_waiting, job);
    Q_EMIT ended(job, outcome, picture);
    Q_EMIT openJobsChanged(openJobs());
    handOver();
}

void EngineClient::askPlan(const GenerateRequest& request)
{
    m_nextPlan = request;
    askNextPlan();
}

void EngineClient::askNextPlan()
{
    if (m_planning || !m_nextPlan || !m_engine)
        return;
    m_planning = true;
    QMetaObject::invokeMethod(m_worker, [this, engine = m_engine, request = *std::exchange(m_nextPlan, {})] {
        std::optional<PlanReport> plan;
        try {
            plan = engine->plan(request);
        } catch (const StudioError&) { // asked again when the engine is back
        }
        QMetaObject::invokeMethod(
            this,
            [=, this] {
                m_planning = false;
                if (plan)
                    Q_EMIT planned(request, *plan);
                else if (!m_nextPlan)
                    m_nextPlan = request;
                if (plan || !m_engine)
                    askNextPlan();
            },
            Qt::QueuedConnection);
    });
}

} // namespace tarn::studio
