#include "film_strip.h"

#include <look/icon.h>
#include <panels/steps_panel.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace tarn::studio {
namespace {

constexpr int settledTime = 150; ///< milliseconds

QPushButton* button(const QString& picture, const QString& text, const QString& tip)
{
    auto* button = new QPushButton(icon(picture), text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::NoFocus); // the canvas keeps the keys
    return button;
}

} // namespace

StepsPanel::StepsPanel(Candidates* candidates, EngineClient* client, QWidget* parent)
    : QWidget(parent)
    , m_candidates(candidates)
    , m_client(client)
    , m_film(new FilmStrip)
    , m_empty(new QLabel(tr("Every step of a drawing is shown here.")))
    , m_place(new QLabel)
    , m_branch(button("branch", tr("Branch here"),
          tr("Draws on from this step with the prompt and settings as they are now (Shift+B)")))
    , m_compare(button("compare", tr("Compare"), tr("This step beside the marked one, or beside the result")))
    , m_side(new QWidget)
{
    m_empty->setObjectName("quiet");
    m_empty->setAlignment(Qt::AlignCenter);
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(6);
    side->addWidget(m_place);
    side->addWidget(m_branch);
    side->addWidget(m_compare);
    side->addStretch(1);
    m_side->setFixedWidth(176);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(12);
    row->addWidget(m_film, 1);
    row->addWidget(m_side);
    row->addWidget(m_empty, 1);
    setFixedHeight(m_film->height() + 8);
    m_settled.setSingleShot(true);
    m_settled.setInterval(settledTime);
    connect(&m_settled, &QTimer::timeout, this, &StepsPanel::askDecoded);
    connect(m_film, &FilmStrip::currentChanged, this, &StepsPanel::showStep);
    connect(m_film, &FilmStrip::markedChanged, this, &StepsPanel::refresh);
    connect(m_branch, &QPushButton::clicked, this, &StepsPanel::branch);
    connect(m_compare, &QPushButton::clicked, this, &StepsPanel::compare);
    connect(m_candidates, &Candidates::changed, this, &StepsPanel::takeCandidate);
    connect(m_client, &EngineClient::progressed, this, &StepsPanel::takeProgress);
    refresh();
}

StepsPanel::Run* StepsPanel::run()
{
    const auto found = m_runs.find(m_shown);
    return found == m_runs.end() ? nullptr : &found->second;
}

/// A run that starts in the middle has only the last of its request's levels.
std::vector<double> StepsPanel::sigmasOf(const Run& run) const
{
    if (run.steps < 1 || run.sigmas.size() < std::size_t(run.steps) + 1)
        return {};
    return {run.sigmas.end() - run.steps - 1, run.sigmas.end()};
}

void StepsPanel::begin(const JobId& job, const GenerateRequest& request)
{
    m_runs[job];
    m_order.push_back(job);
    if (m_order.size() > jobsKept) {
        m_runs.erase(m_order.front());
        m_order.pop_front();
    }
    GenerateRequest levels = request;
    levels.mask = {}; // they do not depend on it
    m_client->askDetails(levels, {}, [this, job](const EngineClient::DetailedPlan& plan) {
        const auto found = m_runs.find(job);
        if (found == m_runs.end())
            return;
        found->second.sigmas = plan.report.sigmas;
        if (job == m_shown)
            m_film->setSigmas(sigmasOf(found->second));
    });
}

void StepsPanel::takeProgress(const JobId& job, const JobProgress& progress)
{
    const auto found = m_runs.find(job);
    if (found == m_runs.end() || progress.phase == JobProgress::Phase::loading
        || progress.phase == JobProgress::Phase::preparing || found->second.steps == progress.steps)
        return;
    found->second.steps = progress.steps;
    if (job == m_shown)
        m_film->setSigmas(sigmasOf(found->second));
}

void StepsPanel::add(const JobId& job, int step, const QImage& picture)
{
    const auto found = m_runs.find(job);
    if (found == m_runs.end() || step != int(found->second.pictures.size()))
        return;
    found->second.pictures.push_back(picture);
    if (job == m_shown)
        m_film->add(picture);
    refresh();
}

void StepsPanel::takeCandidate()
{
    const Candidate* current = m_candidates->current();
    if (!current || current->job == m_shown || !m_runs.contains(current->job)) // the strip outlives its candidate
        return;
    m_shown = current->job;
    m_film->clear();
    Q_EMIT picked({});
    m_film->setSigmas(sigmasOf(*run()));
    for (const QImage& picture : run()->pictures)
        m_film->add(picture);
    refresh();
}

void StepsPanel::showStep(int step)
{
    m_settled.stop();
    refresh();
    if (step < 0 || !run() || step + 1 >= int(run()->pictures.size()))
        return Q_EMIT picked({});
    Q_EMIT picked(run()->pictures[std::size_t(step)]);
    m_settled.start();
}

void StepsPanel::askDecoded()
{
    const int step = m_film->current();
    m_client->askDecoded(m_shown, step, [this, job = m_shown, step](const QImage& picture) {
        if (job != m_shown || picture.isNull() || !run() || step >= int(run()->pictures.size()))
            return;
        run()->pictures[std::size_t(step)] = picture;
        if (step == m_film->current() && step + 1 < int(run()->pictures.size()))
            Q_EMIT picked(picture);
    });
}

void StepsPanel::refresh()
{
    const Run* run = this->run();
    const bool any = run && !(run->pictures.empty() && run->sigmas.empty());
    m_film->setVisible(any);
    m_side->setVisible(any);
    m_empty->setVisible(!any);
    if (!any)
        return;
    const int step = m_film->current();
    const std::vector<double> sigmas = sigmasOf(*run);
    m_place->setText(step < 0                   ? tr("Drag to look at a step")
            : std::size_t(step) < sigmas.size() ? tr("Step %1 of %2 · σ %3")
                                                      .arg(step + 1)
                                                      .arg(run->pictures.size())
                                                      .arg(QLocale().toString(sigmas[std::size_t(step)], 'f', 2))
                                                : tr("Step %1 of %2").arg(step + 1).arg(run->pictures.size()));
    m_branch->setEnabled(step >= 0);
    m_compare->setEnabled(step >= 0 && (m_film->marked() >= 0 || step + 1 < m_film->count()));
}

void StepsPanel::step(int by)
{
    const int from = m_film->current() < 0 ? m_film->count() - 1 : m_film->current();
    m_film->setCurrent(std::clamp(from + by, 0, std::max(0, m_film->count() - 1)));
}

void StepsPanel::branch()
{
    if (m_film->current() >= 0)
        Q_EMIT branchWanted(m_shown, m_film->current());
}

void StepsPanel::compare()
{
    const Run* run = this->run();
    const int one = m_film->current(), two = m_film->marked() >= 0 ? m_film->marked() : m_film->count() - 1;
    if (!run || one < 0 || one == two)
        return;
    const auto [left, right] = std::minmax(one, two);
    const auto picture = [&](int step) { return run->pictures[std::size_t(step)]; };
    Q_EMIT compareWanted(picture(left), tr("Step %1").arg(left + 1), picture(right), tr("Step %1").arg(right + 1));
}

} // namespace tarn::studio
