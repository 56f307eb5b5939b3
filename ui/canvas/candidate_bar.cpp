#include <canvas/candidate_bar.h>
#include <look/icon.h>

#include <QHBoxLayout>

namespace tarn::studio {

CandidateBar::CandidateBar(Candidates* candidates, QWidget* parent)
    : QFrame(parent)
    , m_candidates(candidates)
    , m_previous(new QToolButton)
    , m_place(new QLabel)
    , m_next(new QToolButton)
    , m_pause(new QPushButton(icon("pause"), tr("Pause")))
    , m_accept(new QPushButton(icon("accept"), tr("Accept")))
    , m_discard(new QPushButton(icon("discard"), tr("Discard")))
{
    setObjectName("candidateBar");
    setCursor(Qt::ArrowCursor);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 6, 6, 6);
    row->setSpacing(6);
    m_previous->setIcon(icon("previous"));
    m_previous->setToolTip(tr("The candidate before (Left)"));
    m_previous->setAccessibleName(tr("Previous candidate"));
    m_next->setIcon(icon("next"));
    m_next->setToolTip(tr("The next candidate (Right)"));
    m_next->setAccessibleName(tr("Next candidate"));
    m_place->setAlignment(Qt::AlignCenter);
    m_pause->setToolTip(tr("Waits at this step, to be painted on, and goes on from there (Ctrl+P)"));
    m_accept->setToolTip(tr("Keeps this picture as a new layer (Enter)"));
    m_discard->setToolTip(tr("Takes this picture off the canvas; it stays in the history (Delete)"));
    for (QWidget* part :
        {static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_place), static_cast<QWidget*>(m_next),
            static_cast<QWidget*>(m_pause), static_cast<QWidget*>(m_accept), static_cast<QWidget*>(m_discard)}) {
        part->setFocusPolicy(Qt::NoFocus); // the canvas keeps the keys
        row->addWidget(part);
    }
    connect(m_previous, &QToolButton::clicked, this, [this] { m_candidates->step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { m_candidates->step(1); });
    connect(m_pause, &QPushButton::clicked, this, &CandidateBar::pauseWanted);
    connect(m_accept, &QPushButton::clicked, this, &CandidateBar::accepted);
    connect(m_discard, &QPushButton::clicked, this, &CandidateBar::discarded);
    connect(m_candidates, &Candidates::changed, this, &CandidateBar::show);
    hide();
}

void CandidateBar::show()
{
    const Candidate* current = m_candidates->current();
    setVisible(current != nullptr);
    if (!current)
        return;
    const bool several = m_candidates->count() > 1;
    m_previous->setVisible(several);
    m_next->setVisible(several);
    QString text =
        several ? QStringLiteral("%1/%2").arg(m_candidates->index() + 1).arg(m_candidates->count()) : QString();
    if (current->live)
        text = tr("live");
    else if (current->paused)
        text += (several ? " · " : "") + tr("waits at step %1: paint, then continue").arg(current->step);
    else if (!current->finished)
        text += (several ? " · " : "")
            + (current->steps > 0 ? tr("step %1 of %2").arg(current->step).arg(current->steps) : tr("waiting"));
    m_place->setText(text);
    m_place->setVisible(!text.isEmpty());
    m_pause->setVisible(!current->finished && current->steps > 0);
    m_pause->setText(current->paused ? tr("Continue") : tr("Pause"));
    m_pause->setIcon(icon(current->paused ? "play" : "pause"));
    m_accept->setVisible(current->finished);
    m_discard->setText(current->finished ? tr("Discard") : tr("Stop"));
    adjustSize();
}

} // namespace tarn::studio
