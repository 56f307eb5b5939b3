#pragma once

#include "live_painting.h"

#include <QLabel>
#include <QToolButton>

namespace tarn::studio {

/// Turns live painting on and off, and has a label that says how fast it is.
class LiveButton : public QToolButton {
    Q_OBJECT

public:
    explicit LiveButton(LivePainting* live, QWidget* parent = nullptr);

    /// How many pictures a second; empty while nothing is drawn.
    QLabel* rateLabel() const { return m_rate; }

private:
    void refresh();

    LivePainting* m_live;
    QLabel* m_rate;
};

} // namespace tarn::studio
