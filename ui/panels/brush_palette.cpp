#include "colour_swatches.h"

#include <look/theme.h>
#include <panels/brush_palette.h>
#include <tools/brush_presets.h>

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QToolButton>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

constexpr QSize pictureSize{72, 34};

QIcon pictureOf(const BrushPreset& preset, double density)
{
    QImage picture = strokePicture(preset.shape, pictureSize * density, Theme::colours().text);
    picture.setDevicePixelRatio(density);
    return QPixmap::fromImage(picture);
}

} // namespace

BrushPalette::BrushPalette(ToolSettings* settings, ToolSettings::Use use, QWidget* parent)
    : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("popup");
    setAccessibleName(tr("Brushes and colours"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(8);
    auto* grid = new QGridLayout;
    grid->setSpacing(4);
    int place = 0;
    for (const BrushPreset& preset : brushPresets()) {
        auto* button = new QToolButton;
        button->setText(QCoreApplication::translate("BrushPreset", preset.title));
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setIconSize(pictureSize);
        button->setIcon(pictureOf(preset, devicePixelRatioF()));
        button->setFixedSize(pictureSize.width() + 16, pictureSize.height() + 30);
        button->setCheckable(true);
        button->setChecked(settings->shape(use) == preset.shape);
        connect(button, &QToolButton::clicked, this, [this, settings, use, shape = preset.shape] {
            settings->setShape(use, shape);
            close();
            Q_EMIT brushChosen();
        });
        grid->addWidget(button, place / 3, place % 3);
        ++place;
    }
    column->addLayout(grid);
    if (settings->recentColours().isEmpty())
        return;
    auto* title = new QLabel(tr("Recent colours"));
    title->setObjectName("quiet");
    column->addWidget(title);
    auto* swatches = new ColourSwatches(12);
    swatches->setAccessibleName(tr("Recent colours"));
    swatches->setColours(settings->recentColours());
    connect(swatches, &ColourSwatches::picked, this, [this, settings](const QColor& colour) {
        settings->setColour(colour);
        close();
    });
    column->addWidget(swatches);
}

void BrushPalette::showAt(QPoint globalPos)
{
    adjustSize();
    QPoint corner = globalPos - QPoint(width() / 2, height() / 2);
    if (const QScreen* screen = this->screen()) {
        const QRect room = screen->availableGeometry();
        corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width())));
        corner.setY(std::clamp(corner.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(corner);
    show();
}

} // namespace tarn::studio
