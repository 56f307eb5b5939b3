#pragma once

#include <canvas/canvas_view.h>
#include <panels/tool_options.h>
#include <tools/tools.h>

#include <QElapsedTimer>
#include <QToolBar>

namespace tarn::studio {

/// The tools at the left, and the keys that choose or hold them while the canvas has the focus.
class ToolBox : public QToolBar {
    Q_OBJECT

public:
    ToolBox(Document* document, ToolSettings* settings, CanvasView* canvas, ToolOptions* options, QWidget* parent);

    void choose(const QString& iconName);
    CanvasTool* find(const QString& iconName) const;
    const std::vector<std::unique_ptr<CanvasTool>>& tools() const { return m_tools; }

Q_SIGNALS:
    void refused(const QString& sentence);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void use(CanvasTool* tool);

    std::vector<std::unique_ptr<CanvasTool>> m_tools;
    CanvasView* m_canvas;
    ToolOptions* m_options;
    QActionGroup* m_group;
    QElapsedTimer m_held;
};

} // namespace tarn::studio
