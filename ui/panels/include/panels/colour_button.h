#pragma once

#include <tools/tool_settings.h>

#include <QWidget>

namespace tarn::studio {

/// The two colours; a click on the front one chooses it.
class ColourButton : public QWidget {
    Q_OBJECT

public:
    explicit ColourButton(ToolSettings* settings, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {34, 34}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose();

    ToolSettings* m_settings;
};

} // namespace tarn::studio
