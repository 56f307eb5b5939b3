#include "live_painting.h"

#include <document/background.h>
#include <window/generation.h>

#include <QRandomGenerator>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr std::size_t timesKept = 6;
constexpr qint64 lately = 5000; ///< milliseconds

} // namespace

LivePainting::LivePainting(
    Document* document, EngineClient* client, Candidates* candidates, Generation* generation, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_client(client)
    , m_candidates(candidates)
    , m_generation(generation)
{
    m_clock.start();
    connect(document, &Document::pixelsChanged, this, &LivePainting::changed);
    connect(document, &Document::maskChanged, this, &LivePainting::changed);
    connect(document, &Document::frameChanged, this, &LivePainting::changed);
    connect(document, &Document::draftChanged, this, &LivePainting::changed);
    connect(candidates, &Candidates::changed, this, &LivePainting::pump);
    connect(client, &EngineClient::ended, this, &LivePainting::ended);
}

void LivePainting::setOn(bool on)
{
    if (on == m_on)
        return;
    m_on = on;
    m_times.clear();
    if (on) {
        const Draft& draft = m_document->committed().draft;
        m_seed = draft.seedLocked ? draft.request.seed : QRandomGenerator::global()->bounded(quint64(1) << 32);
        if (!m_candidates->anyRunning())
            m_candidates->clear(); // they are in the history, and would cover what is painted
        changed();
    } else if (!m_job.empty()) {
        m_client->cancel(m_job);
    }
    Q_EMIT toggled(on);
}

double LivePainting::picturesPerSecond() const
{
    if (m_times.size() < 2 || m_clock.elapsed() - m_times.back() > lately)
        return 0;
    return 1000.0 * double(m_times.size() - 1) / double(std::max<qint64>(1, m_times.back() - m_times.front()));
}

/// A picture that the user asked for is not covered.
bool LivePainting::othersAreShown() const { return m_candidates->current() && !m_candidates->current()->live; }

void LivePainting::changed()
{
    m_dirty = true;
    pump();
}

void LivePainting::pump()
{
    if (!m_on || m_busy || !m_dirty || othersAreShown() || m_client->state() != EngineClient::State::ready)
        return;
    m_busy = true;
    m_dirty = false;
    DocumentState state = m_document->state(); // with the stroke in progress
    state.draft.request.seed = m_seed;
    state.draft.request.steps = std::min(state.draft.request.steps, mostSteps);
    inBackground<Drawing>(
        this, [state, side = m_generation->preferredSide()] { return drawingFor(state, side); },
        [this](const Outcome<Drawing>& outcome) {
            if (m_on && outcome.value)
                return submit(*outcome.value);
            m_busy = false;
        });
}

void LivePainting::submit(const Drawing& drawing)
{
    m_drawing = drawing;
    m_drawing.files.clear();
    m_job = m_client->submit(drawing.request, drawing.files, {.record = false, .previews = false, .isLive = true});
}

void LivePainting::ended(const JobId& job, const JobOutcome& outcome, const QImage& picture)
{
    if (m_job.empty() || job != m_job)
        return;
    m_job.clear();
    if (const auto* failure = std::get_if<Failure>(&outcome);
        failure && failure->kind != Failure::Kind::engineLost) { // it would fail again and again
        m_busy = false;
        setOn(false);
        return Q_EMIT failed(QString::fromStdString(failure->sentence));
    }
    if (!std::holds_alternative<Finished>(outcome) || !m_on) {
        m_busy = false;
        return pump();
    }
    inBackground<QImage>(
        this, [drawing = m_drawing, picture] { return fittedToFrame(drawing, picture); },
        [this, job, picture](const Outcome<QImage>& fitted) {
            m_busy = false;
            if (fitted.value && m_on && !othersAreShown()) {
                Candidate candidate;
                candidate.job = job;
                candidate.drawing = m_drawing;
                candidate.picture = *fitted.value;
                candidate.raw = picture;
                candidate.finished = candidate.live = true;
                m_times.push_back(m_clock.elapsed());
                if (m_times.size() > timesKept)
                    m_times.pop_front();
                m_candidates->showOnly(candidate);
                Q_EMIT drawn();
            }
            pump();
        });
}

} // namespace tarn::studio
