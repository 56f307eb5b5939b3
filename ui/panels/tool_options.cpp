#include "brush_dynamics.h"

#include <look/icon.h>
#include <look/value_field.h>
#include <panels/brush_palette.h>
#include <panels/tool_options.h>

#include <QHBoxLayout>

namespace tarn::studio {

ToolOptions::ToolOptions(ToolSettings* settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_title(new QLabel)
    , m_brush(new QWidget)
    , m_size(new ValueField(tr("Size"), {1, BrushShape::maxSize, 40, 1, 0, 3}))
    , m_hardness(new ValueField(tr("Hardness"), {0, 100, 80, 1, 0}, tr(" %")))
    , m_opacity(new ValueField(tr("Opacity"), {0, 100, 100, 1, 0}, tr(" %")))
    , m_flow(new ValueField(tr("Flow"), {1, 100, 100, 1, 0}, tr(" %")))
    , m_preset(new QToolButton)
    , m_pressure(new QToolButton)
    , m_tilt(new QToolButton)
    , m_area(new QComboBox)
    , m_tolerance(new ValueField(tr("Tolerance"), {0, 255, 24, 1, 0}))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    setFixedHeight(32); // the same for every tool: the canvas stays where it is
    row->setSpacing(12);
    m_title->setObjectName("panelTitle");
    m_title->setMinimumWidth(84);
    row->addWidget(m_title);
    auto* brush = new QHBoxLayout(m_brush);
    brush->setContentsMargins(0, 0, 0, 0);
    brush->setSpacing(12);
    brush->addWidget(m_preset);
    m_size->setToolTip(tr("Diameter in pixels. 1 to 1000; [ and ]"));
    m_hardness->setToolTip(tr("How sharp the edge is; Shift+[ and Shift+]"));
    m_opacity->setToolTip(tr("Of the whole stroke; Shift+1 to Shift+0"));
    m_flow->setToolTip(tr("Of a single dab: strokes build up"));
    for (ValueField* field : {m_size, m_hardness, m_opacity, m_flow, m_tolerance}) {
        auto* name = field->findChild<QLabel*>();
        const int width = name->fontMetrics().horizontalAdvance(name->text()) + 4;
        name->setFixedWidth(width);
        field->setFixedWidth(width + 136);
        if (field != m_tolerance)
            brush->addWidget(field);
    }
    addBrushButtons(brush);
    row->addWidget(m_brush);
    row->addWidget(m_tolerance);
    m_area->addItem(tr("Marks the mask"));
    m_area->addItem(tr("Marks the selection"));
    m_area->setAccessibleName(tr("What is marked"));
    m_area->setToolTip(tr("The mask is drawn anew; within the selection one can paint"));
    row->addWidget(m_area);
    connect(m_area, &QComboBox::activated, settings,
        [settings](int index) { settings->setArea(ToolSettings::Area(index)); });
    row->addStretch();
    m_tolerance->setToolTip(tr("How different a colour may be and still be filled. 0 to 255."));
    connect(m_size, &ValueField::edited, this, [this](double v) { change([v](BrushShape& s) { s.size = v; }); });
    connect(m_hardness, &ValueField::edited, this,
        [this](double v) { change([v](BrushShape& s) { s.hardness = v / 100; }); });
    connect(m_opacity, &ValueField::edited, this,
        [this](double v) { change([v](BrushShape& s) { s.opacity = v / 100; }); });
    connect(
        m_flow, &ValueField::edited, this, [this](double v) { change([v](BrushShape& s) { s.flow = v / 100; }); });
    connect(m_tolerance, &ValueField::edited, settings, &ToolSettings::setTolerance);
    connect(settings, &ToolSettings::changed, this, &ToolOptions::takeSettings);
}

void ToolOptions::addBrushButtons(QHBoxLayout* row)
{
    m_preset->setIcon(icon("brush"));
    m_preset->setToolTip(tr("Six brushes (right click on the canvas)"));
    m_preset->setAccessibleName(tr("Brushes"));
    connect(m_preset, &QToolButton::clicked, this, [this] {
        auto* palette = new BrushPalette(m_settings, use(), this);
        palette->adjustSize();
        palette->showAt(
            m_preset->mapToGlobal(QPoint(palette->width() / 2, m_preset->height() + palette->height() / 2 + 4)));
    });
    m_pressure->setIcon(icon("pressure"));
    m_pressure->setToolTip(tr("The pen's pressure decides the size"));
    m_pressure->setAccessibleName(tr("Pressure decides the size"));
    connect(m_pressure, &QToolButton::clicked, this,
        [this](bool on) { change([on](BrushShape& s) { s.pressureSize = on; }); });
    m_tilt->setIcon(icon("tilt"));
    m_tilt->setToolTip(tr("A tilted pen paints broader where it leans, like the side of a lead"));
    m_tilt->setAccessibleName(tr("Tilt broadens the stroke"));
    connect(m_tilt, &QToolButton::clicked, this,
        [this](bool on) { change([on](BrushShape& s) { s.tiltStretches = on; }); });
    for (QToolButton* each : {m_pressure, m_tilt})
        each->setCheckable(true);
    auto* dynamics = new QToolButton;
    dynamics->setIcon(icon("stabiliser"));
    dynamics->setToolTip(tr("Pressure curve and stabiliser"));
    dynamics->setAccessibleName(tr("Pressure curve and stabiliser"));
    connect(dynamics, &QToolButton::clicked, this, [this, dynamics] {
        auto* popup = new BrushDynamics(m_settings, this);
        popup->adjustSize();
        popup->move(dynamics->mapToGlobal(QPoint(dynamics->width() - popup->width(), dynamics->height() + 4)));
        popup->show();
    });
    row->addWidget(m_pressure);
    row->addWidget(m_tilt);
    row->addWidget(dynamics);
}

void ToolOptions::setTool(const CanvasTool* tool)
{
    const QString name = tool->iconName();
    m_use.reset();
    if (name == "brush" || name == "line")
        m_use = ToolSettings::Use::paint;
    else if (name == "eraser")
        m_use = ToolSettings::Use::erase;
    else if (name == "mask")
        m_use = ToolSettings::Use::mask;
    m_title->setText(tool->title());
    m_brush->setVisible(m_use.has_value());
    m_tolerance->setVisible(name == "fill" || name == "wand");
    m_area->setVisible(name == "lasso" || name == "select" || name == "wand");
    takeSettings();
}

void ToolOptions::change(const std::function<void(BrushShape&)>& change)
{
    if (!m_use)
        return;
    BrushShape shape = m_settings->shape(*m_use);
    change(shape);
    m_settings->setShape(*m_use, shape);
}

void ToolOptions::scaleSize(double factor)
{
    change([=](BrushShape& s) {
        const double size = std::round(s.size * factor);
        s.size = size == s.size ? size + (factor > 1 ? 1 : -1) : size;
    });
}

void ToolOptions::addHardness(double by)
{
    change([=](BrushShape& s) { s.hardness += by; });
}

void ToolOptions::setOpacity(double opacity)
{
    change([=](BrushShape& s) { s.opacity = opacity; });
}

void ToolOptions::takeSettings()
{
    m_tolerance->setValue(m_settings->tolerance());
    m_area->setCurrentIndex(int(m_settings->area()));
    if (!m_use)
        return;
    const BrushShape& shape = m_settings->shape(*m_use);
    m_size->setValue(shape.size);
    m_hardness->setValue(shape.hardness * 100);
    m_opacity->setValue(shape.opacity * 100);
    m_flow->setValue(shape.flow * 100);
    m_pressure->setChecked(shape.pressureSize);
    m_tilt->setChecked(shape.tiltStretches);
}

} // namespace tarn::studio
