#include "tool_box.h"

#include <canvas/canvas_view.h>
#include <look/notice_bar.h>
#include <panels/brush_palette.h>
#include <panels/colour_panel.h>
#include <panels/tool_options.h>
#include <window/main_window.h>

#include <QDockWidget>
#include <QInputDialog>
#include <QMenuBar>
#include <QSettings>

namespace tarn::studio {

/// Colours, the palette at the pointer, and the keys that turn the view.
void MainWindow::buildPainting()
{
    auto* dock = new QDockWidget(tr("Colour"), this);
    dock->setObjectName("colour");
    dock->setWidget(new ColourPanel(m_toolSettings));
    tabifyDockWidget(findChild<QDockWidget*>("history"), dock);
    connect(m_canvas, &CanvasView::contextMenuWanted, this, [this](const QPoint& at) {
        auto* palette = new BrushPalette(m_toolSettings, m_options->use(), this);
        connect(palette, &BrushPalette::brushChosen, m_canvas, qOverload<>(&QWidget::setFocus));
        palette->showAt(at);
    });
    canvasKey(Qt::Key_4, [this] { m_canvas->rotateBy(-15); });
    canvasKey(Qt::Key_5, [this] { m_canvas->resetRotation(); });
    canvasKey(Qt::Key_6, [this] { m_canvas->rotateBy(15); });
    canvasKey(QKeySequence(Qt::SHIFT | Qt::Key_M), [this] { m_canvas->setMirrored(!m_canvas->isMirrored()); });
}

void MainWindow::editArea(AreaEdit edit, const QString& title)
{
    int pixels = 0;
    const DocumentState& now = m_document->committed();
    if (now.selection.isEmpty() && now.mask.isEmpty())
        return m_notice->show(tr("Nothing is selected or masked; mark something with the lasso (L) first."));
    if (edit != AreaEdit::invert) {
        const QString key = "areaEdit" + QString::number(int(edit));
        bool accepted = false;
        pixels = QInputDialog::getInt(
            this, title, tr("Pixels"), QSettings().value(key, 8).toInt(), 1, 499, 1, &accepted);
        if (!accepted)
            return;
        QSettings().setValue(key, pixels);
    }
    m_document->edit(title, [&](DocumentState& state) { studio::editArea(state, edit, pixels); });
}

void MainWindow::buildSelectMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Select"));
    action(menu, tr("&All"), QKeySequence::SelectAll, [this] {
        m_document->edit(tr("Select all"), [](DocumentState& state) {
            state.selection.paint(
                state.area(), [&](QPainter& painter) { painter.fillRect(state.area(), Qt::black); });
        });
    });
    action(menu, tr("&Nothing"), QKeySequence(Qt::CTRL | Qt::Key_D),
        [this] { m_document->edit(tr("Select nothing"), [](DocumentState& state) { state.selection.clear(); }); });
    menu->addSeparator();
    action(menu, tr("&Invert"), QKeySequence(Qt::CTRL | Qt::Key_I),
        [this] { editArea(AreaEdit::invert, tr("Invert")); });
    action(menu, tr("&Grow…"), {}, [this] { editArea(AreaEdit::grow, tr("Grow")); });
    action(menu, tr("&Shrink…"), {}, [this] { editArea(AreaEdit::shrink, tr("Shrink")); });
    action(menu, tr("&Feather…"), {}, [this] { editArea(AreaEdit::feather, tr("Feather")); });
    menu->addSeparator();
    action(menu, tr("Selection to &mask"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M), [this] {
        m_document->edit(tr("Selection to mask"), [](DocumentState& state) { state.mask = state.selection; });
    });
    action(menu, tr("Mask to s&election"), {}, [this] {
        m_document->edit(tr("Mask to selection"), [](DocumentState& state) { state.selection = state.mask; });
    });
}

} // namespace tarn::studio
