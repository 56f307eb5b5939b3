#pragma once

#include <document/candidates.h>

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace tarn::studio {

/// ◂ 2/4 ▸ Accept Discard, below the frame while there are candidates.
class CandidateBar : public QFrame {
    Q_OBJECT

public:
    CandidateBar(Candidates* candidates, QWidget* parent);

Q_SIGNALS:
    void accepted();
    void discarded();
    void pauseWanted(); ///< or that it goes on

private:
    void show();

    Candidates* m_candidates;
    QToolButton* m_previous;
    QLabel* m_place;
    QToolButton* m_next;
    QPushButton* m_pause;
    QPushButton* m_accept;
    QPushButton* m_discard;
};

} // namespace tarn::studio
