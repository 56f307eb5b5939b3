#include <document/background.h>
#include <protocol/blob.h>
#include <protocol/starter_family.h>
#include <window/generation.h>

#include <QLocale>
#include <QRandomGenerator>
#include <algorithm>
#include <array>

namespace tarn::studio {
namespace {

constexpr int starterSide = 128; ///< pixels; until the engine has told of its models

QString sizeText(QSize size) { return QStringLiteral("%1×%2").arg(size.width()).arg(size.height()); }

} // namespace

Generation::Generation(Document* document, EngineClient* client, Candidates* candidates, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_client(client)
    , m_candidates(candidates)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(150);
    connect(&m_soon, &QTimer::timeout, this, &Generation::ask);
    for (const auto changed : {&Document::draftChanged, &Document::layersChanged, &Document::historyChanged})
        connect(document, changed, this, &Generation::askSoon);
    connect(document, &Document::frameChanged, this, &Generation::askSoon);
    connect(client, &EngineClient::modelsChanged, this, &Generation::askSoon);
    connect(client, &EngineClient::openJobsChanged, this, &Generation::askSoon);
    connect(client, &EngineClient::planned, this, [this](const GenerateRequest& request, const PlanReport& plan) {
        showPlan(&plan);
        Q_EMIT planned(request, plan);
    });
    connect(client, &EngineClient::progressed, this, [this](const JobId& job, const JobProgress& progress) {
        m_candidates->setProgress(job, progress.step, progress.steps);
    });
    connect(client, &EngineClient::previewed, this,
        [this](const JobId& job, int, const QImage& picture) { m_candidates->setPreview(job, picture); });
    connect(client, &EngineClient::ended, this, &Generation::ended);
    askSoon();
}

int Generation::preferredSide() const
{
    const ModelSummary* model = chosenModel();
    return !model || model->preferredSide < 16 ? starterSide : model->preferredSide;
}

void Generation::askSoon()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void Generation::ask()
{
    struct Found {
        Mode mode;
        bool goesByStrength;
        GenerateRequest request;
    };
    const DocumentState state = m_document->committed();
    m_frame = state.frame.size();
    m_run = runSize(m_frame, preferredSide());
    const int number = ++m_asked;
    inBackground<Found>(
        this,
        [state, run = m_run] {
            const FrameContent content = contentOf(state);
            const Mode mode = modeOf(state, content);
            GenerateRequest request = state.draft.request; // sizes and names are all that this plan looks at
            if (mode == Mode::depthToImage)
                request.depth = referenceTo(std::array{std::byte()}); // whether the model takes one
            const QString net = mode == Mode::sketchToImage ? leadingNet(state, content) : QString();
            if (!net.isEmpty()) {
                request.controls.emplace_back().map = referenceTo(std::array{std::byte()});
                request.controls.back().model.name = net.toStdString();
            }
            request.dtype = "auto";
            request.width = run.width();
            request.height = run.height();
            const bool goesByStrength =
                mode != Mode::outpaint && startsFromPixels(state, mode, content, !net.isEmpty());
            return Found{mode, goesByStrength, request};
        },
        [this, number](const Outcome<Found>& outcome) {
            if (!outcome.value || number != m_asked)
                return;
            if (m_mode != outcome.value->mode) {
                m_mode = outcome.value->mode;
                Q_EMIT modeChanged(m_mode);
            }
            Q_EMIT strengthMatters(outcome.value->goesByStrength);
            showPlan(nullptr);
            m_client->askPlan(outcome.value->request);
        });
}

const ModelSummary* Generation::chosenModel() const
{
    const std::string& name = m_document->committed().draft.request.model.name;
    const auto& models = m_client->models();
    const auto find = [&models](std::string_view named) {
        const auto found = std::ranges::find(models, named, &ModelSummary::name);
        return found == models.end() ? nullptr : &*found;
    };
    if (const ModelSummary* chosen = find(name))
        return chosen;
    const bool fills = m_mode == Mode::inpaint || m_mode == Mode::outpaint;
    const ModelSummary* own = find(starterFor(m_mode == Mode::depthToImage, fills));
    return own ? own : find(starterBase);
}

/// In the words of the window, where the engine's are those of the command line.
QString Generation::refusalOf(const PlanReport& plan) const
{
    const ModelSummary* model = chosenModel();
    if (m_mode == Mode::depthToImage && model
        && !QString::fromStdString(model->title).contains("depth", Qt::CaseInsensitive))
        return tr("This model does not look at depth; choose a depth-to-image model, or hide the depth layer.");
    return QString::fromStdString(plan.refusal);
}

void Generation::showPlan(const PlanReport* plan)
{
    const int batch = m_document->committed().draft.batch;
    const QString title = QStringLiteral("%1 %2").arg(titleOf(m_mode), sizeText(m_frame))
        + (batch > 1 ? QStringLiteral(" × %1").arg(batch) : QString());
    QStringList parts;
    if (m_run != m_frame)
        parts << tr("drawn at %1").arg(sizeText(m_run));
    if (const Layer* replaced = m_document->committed().layer(m_document->committed().draft.replaces))
        parts << tr("takes the place of \"%1\"").arg(replaced->name);
    if (plan && plan->seconds)
        parts << tr("~%1 s").arg(
            QLocale().toString(*plan->seconds * batch, 'f', *plan->seconds * batch < 10 ? 1 : 0));
    if (plan && plan->memoryNeeded > 0)
        parts << tr("%1 GB").arg(QLocale().toString(double(plan->memoryNeeded) / 1e9, 'f', 1));
    Q_EMIT planChanged(title, parts.join(" · "), plan ? refusalOf(*plan) : QString());
}

void Generation::draw()
{
    m_document->seal();
    if (!m_document->committed().draft.seedLocked)
        m_document->amendDraft([](Draft& draft) {
            GenerateRequest& request = draft.request; // a variation is of a seed that stays
            (request.variation > 0 ? request.variationSeed : request.seed) =
                QRandomGenerator::global()->bounded(quint64(1) << 32);
        });
    const DocumentState state = m_document->committed();
    const int side = preferredSide();
    inBackground<Drawing>(
        this, [state, side] { return drawingFor(state, side); },
        [this, batch = state.draft.batch](const Outcome<Drawing>& outcome) {
            if (outcome.value)
                submit(*outcome.value, batch);
            else
                Q_EMIT failed(outcome.error);
        });
}

void Generation::submit(const Drawing& drawing, int batch)
{
    if (!m_candidates->anyRunning())
        m_candidates->clear(); // what was not accepted is in the history
    const int first = m_candidates->count();
    for (int i = 0; i < batch; ++i) {
        Drawing each = drawing;
        each.request = inSeries(each.request, i);
        submitOne(each);
    }
    m_candidates->step(first - m_candidates->index());
}

void Generation::submitOne(const Drawing& drawing)
{
    const JobId job = m_client->submit(drawing.request, drawing.files, {.from = drawing.from});
    keepRecent(job, drawing);
    m_candidates->add(job, drawing);
    Q_EMIT submitted(job, drawing);
}

void Generation::keepRecent(const JobId& job, const Drawing& drawing)
{
    m_recent[job] = drawing;
    m_recentOrder.push_back(job);
    if (m_recentOrder.size() > recentKept) {
        m_recent.erase(m_recentOrder.front());
        m_recentOrder.pop_front();
    }
}

void Generation::repeat()
{
    if (m_failed)
        submit(std::exchange(m_failed, {})->drawing, 1);
    else // it did not even come to be one
        draw();
}

void Generation::continueFailed()
{
    if (!m_failed || !m_failed->recorded)
        return repeat();
    Failed failed = *std::exchange(m_failed, {});
    failed.drawing.from = failed.recorded;
    submitOne(failed.drawing);
    m_candidates->step(m_candidates->count() - 1 - m_candidates->index());
}

void Generation::branch(const JobId& job, int step)
{
    const auto found = m_recent.find(job);
    if (found == m_recent.end())
        return Q_EMIT failed(tr("The drawing that this step belongs to is too long ago; draw it again."));
    Drawing drawing = found->second;
    const GenerateRequest before = drawing.request, &now = m_document->committed().draft.request;
    GenerateRequest& request = drawing.request;
    request.prompt = now.prompt;
    request.negative = now.negative;
    request.guidance = now.guidance;
    request.steps = now.steps;
    request.sampler = now.sampler;
    request.schedule = now.schedule;
    request.clipSkip = now.clipSkip;
    if (request == before)
        return Q_EMIT noted(
            tr("A branch with the same prompt and settings would give the same picture; change one first."));
    drawing.from = BranchPoint{job, step};
    submitOne(drawing);
    m_candidates->step(m_candidates->count() - 1 - m_candidates->index());
}

void Generation::stop(bool all)
{
    if (all) {
        m_client->cancelAll();
        return;
    }
    for (int i = 0; i < m_candidates->count(); ++i)
        if (!m_candidates->at(i).finished)
            return m_client->cancel(JobId(m_candidates->at(i).job));
    m_client->cancelAll();
}

void Generation::ended(const JobId& job, const JobOutcome& outcome, const QImage& picture)
{
    if (const auto* failure = std::get_if<Failure>(&outcome)) {
        const auto drawing = m_recent.find(job);
        if (drawing == m_recent.end())
            return; // it was not this one's
        m_failed = Failed{drawing->second, {}};
        if (failure->resumableFrom)
            m_failed->recorded = BranchPoint{job, *failure->resumableFrom};
        m_candidates->remove(job);
        const bool comesBack =
            failure->kind == Failure::Kind::engineLost && m_client->state() != EngineClient::State::failed;
        const QString goingOn = failure->resumableFrom
            ? tr("The engine ended and is being started again; continue the drawing or repeat it.")
            : tr("The engine ended and is being started again; repeat the drawing.");
        Q_EMIT failed(
            comesBack ? goingOn : QString::fromStdString(failure->sentence), failure->resumableFrom.value_or(-1));
        return;
    }
    const Candidate* found = std::as_const(*m_candidates).find(job);
    if (std::holds_alternative<Cancelled>(outcome) || !found) {
        m_candidates->remove(job);
        return;
    }
    for (const std::string& note : std::get<Finished>(outcome).notes)
        Q_EMIT noted(QString::fromStdString(note));
    const Drawing drawing = found->drawing;
    inBackground<QImage>(
        this, [drawing, picture] { return fittedToFrame(drawing, picture); },
        [this, job, drawing, picture](const Outcome<QImage>& fitted) {
            if (!fitted.value) {
                m_candidates->remove(job);
                Q_EMIT failed(fitted.error);
                return;
            }
            m_keeping[job] = *fitted.value;
            Q_EMIT finished(job, drawing, picture);
        });
}

void Generation::showKept(const JobId& job)
{
    if (const auto kept = m_keeping.extract(job))
        m_candidates->setResult(job, kept.mapped());
}

void Generation::accept()
{
    const Candidate* current = m_candidates->current();
    if (!current || !current->finished)
        return;
    const Candidate chosen = *current;
    if (chosen.live) // the others of its kind are not kept
        Q_EMIT finished(chosen.job, chosen.drawing, chosen.raw);
    m_document->edit(
        tr("Accept picture"), [&](DocumentState& state) { acceptInto(state, chosen.drawing, chosen.picture); });
    for (int i = m_candidates->count(); i-- > 0;)
        if (!m_candidates->at(i).finished)
            m_client->cancel(JobId(m_candidates->at(i).job));
    m_candidates->clear();
}

void Generation::discard()
{
    const Candidate* current = m_candidates->current();
    if (!current)
        return;
    const JobId job = current->job;
    if (!current->finished)
        m_client->cancel(job);
    else
        m_candidates->remove(job);
}

} // namespace tarn::studio
