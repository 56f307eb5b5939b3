#pragma once

#include <QDockWidget>
#include <QMainWindow>

namespace tarn::studio {

/// The bar that a panel is dragged by. It names the panel where no tab does, else it is a narrow grip.
class PanelTitle : public QWidget {
    Q_OBJECT

public:
    /// Becomes the title bar of `dock`, a panel of `window`.
    PanelTitle(QDockWidget* dock, QMainWindow* window);

    /// Looks whether a tab names the panel.
    void refresh();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QDockWidget* m_dock;
    QMainWindow* m_window;
    bool m_tabbed = false;
};

/// Gives each panel of `window` such a bar.
void usePanelTitles(QMainWindow* window);

} // namespace tarn::studio
