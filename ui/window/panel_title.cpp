#include "panel_title.h"

#include <QPainter>
#include <QTimer>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int gripHeight = 10;
constexpr int margin = 12;

} // namespace

PanelTitle::PanelTitle(QDockWidget* dock, QMainWindow* window)
    : QWidget(dock)
    , m_dock(dock)
    , m_window(window)
{
    dock->setTitleBarWidget(this);
}

void PanelTitle::refresh()
{
    const QList<QDockWidget*> neighbours = m_window->tabifiedDockWidgets(m_dock);
    const bool tabbed = !m_dock->isFloating()
        && std::ranges::any_of(neighbours, [](const QDockWidget* each) { return !each->isHidden(); });
    if (tabbed == m_tabbed)
        return;
    m_tabbed = tabbed;
    updateGeometry();
    update();
}

QSize PanelTitle::sizeHint() const
{
    return {margin * 2, m_tabbed ? gripHeight : fontMetrics().height() + margin};
}

void PanelTitle::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!m_tabbed) {
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect().adjusted(margin, 0, -margin, 0), Qt::AlignLeft | Qt::AlignVCenter,
            fontMetrics().elidedText(m_dock->windowTitle(), Qt::ElideRight, width() - 2 * margin));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::PlaceholderText));
    for (int i = -2; i <= 2; ++i)
        painter.drawEllipse(QPointF(width() / 2.0 + i * 6, height() / 2.0), 1, 1);
}

void usePanelTitles(QMainWindow* window)
{
    // All at once: a panel hears nothing when its last neighbour leaves.
    auto* soon = new QTimer(window);
    soon->setSingleShot(true);
    const auto refreshAll = [soon] { soon->start(0); };
    for (QDockWidget* each : window->findChildren<QDockWidget*>()) {
        auto* title = new PanelTitle(each, window);
        QObject::connect(soon, &QTimer::timeout, title, &PanelTitle::refresh);
        QObject::connect(each, &QDockWidget::visibilityChanged, soon, refreshAll);
        QObject::connect(each, &QDockWidget::topLevelChanged, soon, refreshAll);
        QObject::connect(each, &QDockWidget::dockLocationChanged, soon, refreshAll);
    }
    refreshAll();
}

} // namespace tarn::studio
