#include "live_button.h"

#include <look/icon.h>

#include <QLocale>
#include <QTimer>

namespace tarn::studio {

LiveButton::LiveButton(LivePainting* live, QWidget* parent)
    : QToolButton(parent)
    , m_live(live)
    , m_rate(new QLabel)
{
    setCheckable(true);
    setIcon(studio::icon("live"));
    setIconSize({22, 22});
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Live painting"));
    setToolTip(tr("Draws the frame again as you paint, type or change a setting, in %1 steps at most (Ctrl+L)")
                   .arg(LivePainting::mostSteps));
    auto* still = new QTimer(this); // the rate fades when nothing changes
    still->setInterval(2000);
    connect(still, &QTimer::timeout, this, &LiveButton::refresh);
    connect(this, &QToolButton::toggled, live, &LivePainting::setOn);
    connect(live, &LivePainting::drawn, this, &LiveButton::refresh);
    connect(live, &LivePainting::toggled, this, [this, still](bool on) {
        setChecked(on);
        if (on)
            still->start();
        else
            still->stop();
        refresh();
    });
    refresh();
}

void LiveButton::refresh()
{
    const double rate = m_live->isOn() ? m_live->picturesPerSecond() : 0;
    m_rate->setText(
        rate > 0 ? tr("Live: %1 pictures a second  ").arg(QLocale().toString(rate, 'f', 1)) : QString());
}

} // namespace tarn::studio
