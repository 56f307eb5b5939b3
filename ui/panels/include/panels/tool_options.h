#pragma once

#include <tools/canvas_tool.h>

#include <QComboBox>
#include <QToolButton>
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace tarn::studio {

class ValueField;

/// What the chosen tool can be told: above the canvas, in one row.
class ToolOptions : public QWidget {
    Q_OBJECT

public:
    explicit ToolOptions(ToolSettings* settings, QWidget* parent = nullptr);

    void setTool(const CanvasTool* tool);
    /// Changes the size or hardness of the tool at hand, as the bracket keys do.
    void scaleSize(double factor);
    void addHardness(double by);
    void setOpacity(double opacity);
    /// Of the tool at hand; of the brush where that paints nothing.
    ToolSettings::Use use() const { return m_use.value_or(ToolSettings::Use::paint); }

private:
    void addBrushButtons(QHBoxLayout* row);
    void takeSettings();
    void change(const std::function<void(BrushShape&)>& change);

    ToolSettings* m_settings;
    std::optional<ToolSettings::Use> m_use;
    QLabel* m_title;
    QWidget* m_brush;
    ValueField* m_size;
    ValueField* m_hardness;
    ValueField* m_opacity;
    ValueField* m_flow;
    QToolButton* m_preset;
    QToolButton* m_pressure;
    QToolButton* m_tilt;
    QComboBox* m_area;
    ValueField* m_tolerance;
};

} // namespace tarn::studio
