#pragma once

#include <tools/tool_settings.h>

#include <QLineEdit>
#include <QWidget>

namespace tarn::studio {

class ColourSwatches;
class ColourWheel;

/// The colour to paint with: a wheel, its number, swatches of the user's, and those used last.
class ColourPanel : public QWidget {
    Q_OBJECT

public:
    explicit ColourPanel(ToolSettings* settings, QWidget* parent = nullptr);

private:
    void takeSettings();
    void addSwatch();
    void removeSwatch();

    ToolSettings* m_settings;
    ColourWheel* m_wheel;
    QLineEdit* m_number;
    ColourSwatches* m_swatches;
    ColourSwatches* m_recent;
};

} // namespace tarn::studio
