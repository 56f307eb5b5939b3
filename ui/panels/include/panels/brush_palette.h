#pragma once

#include <tools/tool_settings.h>

#include <QFrame>

namespace tarn::studio {

/// Six brushes and the colours used last, at the pointer.
class BrushPalette : public QFrame {
    Q_OBJECT

public:
    /// A brush is chosen for `use`.
    BrushPalette(ToolSettings* settings, ToolSettings::Use use, QWidget* parent);

    void showAt(QPoint globalPos);

Q_SIGNALS:
    void brushChosen();
};

} // namespace tarn::studio
