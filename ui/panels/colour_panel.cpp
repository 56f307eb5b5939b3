#include "colour_swatches.h"
#include "colour_wheel.h"

#include <look/icon.h>
#include <panels/colour_panel.h>

#include <QHBoxLayout>
#include <QRegularExpressionValidator>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

constexpr auto settingsKey = "swatches";
constexpr int columns = 12;
constexpr int mostSwatches = 48;

/// Earth and sky, for the first start.
QList<QColor> swatches()
{
    QList<QColor> colours;
    for (const QString& name : QSettings().value(settingsKey).toStringList())
        if (const QColor colour(name); colour.isValid())
            colours << colour;
    if (!colours.isEmpty() || QSettings().contains(settingsKey))
        return colours;
    for (const QRgb each :
        {0x000000, 0x3b3e43, 0x7c8087, 0xc9ccd1, 0xffffff, 0x6b3a22, 0xb5793f, 0xe7c08a, 0x22432c, 0x4f8a4a,
            0xa7c957, 0x12344d, 0x1b6ea8, 0x67b3dd, 0xbfe3f2, 0x47306b, 0x93578f, 0xb3402f, 0xe8833a, 0xf4c84a})
        colours << QColor(each);
    return colours;
}

void keep(const QList<QColor>& colours)
{
    QStringList names;
    for (const QColor& colour : colours)
        names << colour.name();
    QSettings().setValue(settingsKey, names);
}

} // namespace

ColourPanel::ColourPanel(ToolSettings* settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_wheel(new ColourWheel)
    , m_number(new QLineEdit)
    , m_swatches(new ColourSwatches(columns))
    , m_recent(new ColourSwatches(columns))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addWidget(m_wheel, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    m_number->setValidator(new QRegularExpressionValidator(QRegularExpression("#?[0-9a-fA-F]{6}"), this));
    m_number->setAccessibleName(tr("Colour as a hexadecimal number"));
    m_number->setToolTip(tr("Red, green and blue as in HTML, #rrggbb"));
    row->addWidget(m_number, 1);
    const auto add = [&](const QString& picture, const QString& tip, void (ColourPanel::*act)()) {
        auto* button = new QToolButton;
        button->setIcon(icon(picture));
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        connect(button, &QToolButton::clicked, this, act);
        row->addWidget(button);
    };
    add("add", tr("Keep this colour as a swatch"), &ColourPanel::addSwatch);
    add("delete", tr("Take this colour off the swatches"), &ColourPanel::removeSwatch);
    column->addLayout(row);
    m_swatches->setAccessibleName(tr("Swatches"));
    m_swatches->setColours(swatches());
    column->addWidget(m_swatches);
    m_recent->setAccessibleName(tr("Recent colours"));
    column->addWidget(m_recent);
    connect(m_wheel, &ColourWheel::picked, settings, &ToolSettings::setColour);
    for (ColourSwatches* each : {m_swatches, m_recent})
        connect(each, &ColourSwatches::picked, settings, &ToolSettings::setColour);
    connect(m_number, &QLineEdit::editingFinished, this, [this] {
        const QString text = m_number->text();
        m_settings->setColour(QColor(text.startsWith('#') ? text : '#' + text));
    });
    connect(settings, &ToolSettings::changed, this, &ColourPanel::takeSettings);
    takeSettings();
}

void ColourPanel::takeSettings()
{
    m_wheel->setColour(m_settings->colour());
    if (!m_number->hasFocus())
        m_number->setText(m_settings->colour().name());
    m_recent->setColours(m_settings->recentColours());
}

void ColourPanel::addSwatch()
{
    QList<QColor> colours = swatches();
    if (colours.contains(m_settings->colour()) || colours.size() >= mostSwatches)
        return;
    keep(colours << m_settings->colour());
    m_swatches->setColours(colours);
}

void ColourPanel::removeSwatch()
{
    QList<QColor> colours = swatches();
    colours.removeAll(m_settings->colour());
    keep(colours);
    m_swatches->setColours(colours);
}

} // namespace tarn::studio
