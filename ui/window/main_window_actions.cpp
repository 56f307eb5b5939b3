#include "command_palette.h"
#include "compare_view.h"
#include "depth_actions.h"
#include "file_actions.h"
#include "live_painting.h"
#include "paused_painting.h"
#include "shortcut_editor.h"
#include "tool_box.h"
#include "web_pictures.h"
#include "xray_source.h"

#include <canvas/canvas_view.h>
#include <document/candidates.h>
#include <document/composite.h>
#include <look/notice_bar.h>
#include <panels/layers_panel.h>
#include <panels/prompt_panel.h>
#include <panels/steps_panel.h>
#include <panels/tool_options.h>
#include <window/generation.h>
#include <window/main_window.h>

#include <QActionGroup>
#include <QClipboard>
#include <QDockWidget>
#include <QGuiApplication>
#include <QMenuBar>
#include <QSettings>

namespace tarn::studio {

QAction* MainWindow::action(QMenu* menu, const QString& text, const QKeySequence& key, std::function<void()> act)
{
    QAction* action = menu->addAction(text);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, act);
    return action;
}

/// Acts only while the canvas has the focus.
void MainWindow::canvasKey(const QKeySequence& key, std::function<void()> act)
{
    auto* action = new QAction(this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, act);
    m_canvas->addAction(action);
}

void MainWindow::buildMenus()
{
    buildFileMenu();
    buildEditMenu();
    QMenu* editMenu = menuBar()->actions().last()->menu();
    buildLayerMenu();
    buildSelectMenu();
    buildGenerateMenu();
    buildViewMenu();
    buildCanvasKeys();
    action(editMenu, tr("&Keyboard shortcuts…"), {},
        [this] { (new ShortcutEditor(m_shortcuts.get(), this))->open(); });
    m_shortcuts = std::make_unique<Shortcuts>(this, m_canvas);
    m_shortcuts->apply();
}

void MainWindow::buildFileMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    QMenu* fresh = menu->addMenu(tr("&New"));
    action(fresh, tr("&Square, 512×512"), QKeySequence::New, [this] { m_files->newDocument({512, 512}); });
    action(fresh, tr("&Landscape, 768×512"), {}, [this] { m_files->newDocument({768, 512}); });
    action(fresh, tr("&Portrait, 512×768"), {}, [this] { m_files->newDocument({512, 768}); });
    action(menu, tr("&Open…"), QKeySequence::Open, [this] { m_files->open(); });
    QMenu* recent = menu->addMenu(tr("Open &recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] {
        recent->clear();
        const QStringList files = QSettings().value("recent").toStringList();
        for (const QString& file : files)
            action(recent, QString(file).replace('&', "&&"), {}, [this, file] { m_files->openFile(file); });
        if (files.isEmpty())
            recent->addAction(tr("Nothing yet"))->setEnabled(false);
    });
    menu->addSeparator();
    action(menu, tr("&Save"), QKeySequence::Save, [this] { m_files->save(); });
    action(menu, tr("Save &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] { m_files->saveAs(); });
    action(menu, tr("&Export picture…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        [this] { m_files->exportPicture(); });
    menu->addSeparator();
    buildDocumentMenu(menu);
    action(menu, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::buildEditMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Edit"));
    QAction* undo = action(menu, tr("&Undo"), QKeySequence::Undo, [this] { m_document->undo(); });
    QAction* redo =
        action(menu, tr("&Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), [this] { m_document->redo(); });
    const auto refresh = [this, undo, redo] {
        const UndoTree& history = m_document->history();
        const QString done = history.node(history.current()).text;
        undo->setEnabled(history.canUndo());
        undo->setText(history.canUndo() ? tr("&Undo %1").arg(done) : tr("&Undo"));
        redo->setEnabled(history.canRedo());
        redo->setText(history.canRedo()
                ? tr("&Redo %1").arg(history.node(history.node(history.current()).favourite).text)
                : tr("&Redo"));
    };
    connect(m_document, &Document::historyChanged, this, refresh);
    refresh();
    menu->addSeparator();
    action(menu, tr("&Copy picture"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] {
        const Candidate* candidate = m_candidates->current();
        const DocumentState& state = m_document->committed();
        QGuiApplication::clipboard()->setImage(
            candidate && candidate->finished ? candidate->picture : composited(state, state.area()));
    });
    action(menu, tr("&Paste as layer"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), [this] {
        m_web->paste();
    })->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), QKeySequence::Paste});
    menu->addSeparator();
    action(menu, tr("Clear &mask"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
        [this] { m_document->edit(tr("Clear mask"), [](DocumentState& state) { state.mask.clear(); }); });
    action(menu, tr("&Frame to canvas"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F),
        [this] { m_document->edit(tr("Frame"), [](DocumentState& state) { state.frame = state.area(); }); });
}

void MainWindow::buildLayerMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Layer"));
    action(menu, tr("&New"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N), [this] { m_layers->addLayer(); });
    action(menu, tr("&Duplicate"), QKeySequence(Qt::CTRL | Qt::Key_J), [this] { m_layers->duplicateLayer(); });
    action(menu, tr("&Merge down"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] { m_layers->mergeDown(); });
    menu->addSeparator();
    action(menu, tr("&Group"), QKeySequence(Qt::CTRL | Qt::Key_G), [this] { m_layers->groupLayer(); });
    action(menu, tr("&Ungroup"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G),
        [this] { m_layers->ungroupLayer(); });
    menu->addSeparator();
    action(menu, tr("&Raise"), QKeySequence(Qt::CTRL | Qt::Key_BracketRight), [this] { m_layers->raiseLayer(1); });
    action(menu, tr("&Lower"), QKeySequence(Qt::CTRL | Qt::Key_BracketLeft), [this] { m_layers->raiseLayer(-1); });
    menu->addSeparator();
    action(menu, tr("D&elete"), {}, [this] { m_layers->deleteLayer(); });
    menu->addSeparator();
    action(menu, tr("&Sketch layer"), {}, [this] { m_layers->useSketch(); });
    action(menu, tr("Depth from &picture"), {}, [this] { m_depth->fromPicture(); });
    action(menu, tr("&Import depth map…"), {}, [this] { m_depth->import(); });
    action(
        menu, tr("&Change and draw again"), QKeySequence(Qt::CTRL | Qt::Key_R), [this] { m_layers->drawAgain(); });
}

void MainWindow::buildGenerateMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Generate"));
    action(menu, tr("&Draw"), QKeySequence(Qt::CTRL | Qt::Key_Return), [this] {
        draw();
    })->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    action(menu, tr("&Stop"), QKeySequence(Qt::Key_Escape), [this] { escape(); });
    action(menu, tr("Stop &all"), QKeySequence(Qt::SHIFT | Qt::Key_Escape), [this] { m_generation->stop(true); });
    menu->addSeparator();
    action(menu, tr("&Pause and paint"), QKeySequence(Qt::CTRL | Qt::Key_P), [this] { m_paused->toggle(); });
    QAction* live = action(menu, tr("&Live painting"), QKeySequence(Qt::CTRL | Qt::Key_L), [] {});
    live->setCheckable(true);
    connect(live, &QAction::toggled, m_live, &LivePainting::setOn);
    connect(m_live, &LivePainting::toggled, live, &QAction::setChecked);
    menu->addSeparator();
    action(menu, tr("&Accept candidate"), {}, [this] { m_generation->accept(); });
    action(menu, tr("&Discard candidate"), {}, [this] { m_generation->discard(); });
}

void MainWindow::buildViewMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    action(menu, tr("Zoom &in"), QKeySequence::ZoomIn, [this] {
        m_canvas->zoomBy(1.25);
    })->setShortcuts({QKeySequence::ZoomIn, QKeySequence(Qt::CTRL | Qt::Key_Equal)});
    action(menu, tr("Zoom &out"), QKeySequence::ZoomOut, [this] { m_canvas->zoomBy(0.8); });
    action(menu, tr("&Fit"), QKeySequence(Qt::CTRL | Qt::Key_0), [this] { m_canvas->fit(); });
    action(menu, tr("&100 %"), QKeySequence(Qt::CTRL | Qt::Key_1), [this] { m_canvas->setZoom(100); });
    menu->addSeparator();
    action(menu, tr("Turn &left"), {}, [this] { m_canvas->rotateBy(-15); });
    action(menu, tr("Turn &right"), {}, [this] { m_canvas->rotateBy(15); });
    action(menu, tr("&Upright"), {}, [this] { m_canvas->resetRotation(); });
    action(menu, tr("Mi&rrored"), {}, [this] { m_canvas->setMirrored(!m_canvas->isMirrored()); });
    menu->addSeparator();
    QAction* mask = action(menu, tr("Show &mask"), {}, [] {});
    mask->setCheckable(true);
    mask->setChecked(true);
    connect(mask, &QAction::toggled, m_canvas, &CanvasView::setShowsMask);
    action(menu, tr("Compare with &before\tC"), {}, [this] { m_compare->toggleBefore(); });
    action(menu, tr("Compare with the &next candidate\tShift+C"), {}, [this] { m_compare->toggleNext(); });
    QAction* xray = action(menu, tr("Mask &X-ray\tQ"), {}, [] {});
    xray->setCheckable(true);
    connect(xray, &QAction::toggled, m_xray, &XraySource::setOn);
    connect(m_xray, &XraySource::toggled, xray, &QAction::setChecked);
    menu->addSeparator();
    QMenu* themes = menu->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [choice, text] : {std::pair(Theme::Choice::system, tr("As the &system")),
             std::pair(Theme::Choice::light, tr("&Light")), std::pair(Theme::Choice::dark, tr("&Dark"))}) {
        QAction* each = action(themes, text, {}, [this, choice = choice] {
            m_theme->choose(choice);
            QSettings().setValue("theme", int(choice));
        });
        each->setCheckable(true);
        each->setChecked(m_theme->choice() == choice);
        group->addAction(each);
    }
    buildLanguageMenu(menu->addMenu(tr("L&anguage")));
    action(menu, tr("&Find a command…"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        auto* palette = new CommandPalette(menuBar(), this);
        palette->open();
    });
    QMenu* windows = menuBar()->addMenu(tr("&Window"));
    for (QDockWidget* each : findChildren<QDockWidget*>())
        windows->addAction(each->toggleViewAction());
    windows->addSeparator();
    action(windows, tr("&Reset layout"), {}, [this] { resetLayout(); });
}

void MainWindow::buildCanvasKeys()
{
    canvasKey(Qt::Key_K, [this] { m_layers->useSketch(); });
    canvasKey(Qt::Key_C, [this] { m_compare->toggleBefore(); });
    canvasKey(QKeySequence(Qt::SHIFT | Qt::Key_C), [this] { m_compare->toggleNext(); });
    canvasKey(QKeySequence(Qt::SHIFT | Qt::Key_B), [this] { m_steps->branch(); });
    canvasKey(Qt::Key_Q, [this] { m_xray->setOn(!m_xray->isOn()); });
    canvasKey(Qt::Key_P, [this] { m_prompt->prompt()->setFocus(); });
    canvasKey(Qt::Key_Tab, [this] { setPanelsHidden(m_shownLayout.isEmpty()); });
    for (const Qt::Key enter : {Qt::Key_Return, Qt::Key_Enter})
        canvasKey(enter, [this] { m_generation->accept(); });
    canvasKey(Qt::Key_Delete, [this] { m_generation->discard(); });
    canvasKey(Qt::Key_Left, [this] { m_candidates->step(-1); });
    canvasKey(Qt::Key_Right, [this] { m_candidates->step(1); });
    canvasKey(Qt::Key_Comma, [this] { m_steps->step(-1); });
    canvasKey(Qt::Key_Period, [this] { m_steps->step(1); });
    canvasKey(Qt::Key_BracketLeft, [this] { m_options->scaleSize(0.9); });
    canvasKey(Qt::Key_BracketRight, [this] { m_options->scaleSize(1.1); });
    canvasKey(Qt::Key_BraceLeft, [this] { m_options->addHardness(-0.1); });
    canvasKey(Qt::Key_BraceRight, [this] { m_options->addHardness(0.1); });
    canvasKey(Qt::Key_X, [this] { m_toolSettings->swapColours(); });
    canvasKey(Qt::Key_D, [this] { m_toolSettings->resetColours(); });
    canvasKey(Qt::Key_Z, [this] { m_canvas->zoomBy(1.5); });
    canvasKey(QKeySequence(Qt::SHIFT | Qt::Key_Z), [this] { m_canvas->zoomBy(1 / 1.5); });
    for (int digit = 0; digit <= 9; ++digit)
        canvasKey(QKeySequence(Qt::SHIFT | (Qt::Key_0 + digit)),
            [this, digit] { m_options->setOpacity(digit == 0 ? 1 : digit / 10.0); });
}

} // namespace tarn::studio
