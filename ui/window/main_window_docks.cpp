#include <client/job_queue.h>
#include <library/history_panel.h>
#include <look/field_label.h>
#include <panels/draw_panel.h>
#include <panels/layers_panel.h>
#include <panels/model_box.h>
#include <panels/prompt_panel.h>
#include <panels/queue_panel.h>
#include <panels/settings_panel.h>
#include <panels/sketch_row.h>
#include <panels/steps_panel.h>
#include <panels/undo_panel.h>
#include <window/generation.h>
#include <window/main_window.h>

#include <QDockWidget>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

QDockWidget* dock(
    QMainWindow* window, const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, window);
    dock->setObjectName(name);
    dock->setWidget(content);
    window->addDockWidget(area, dock);
    return dock;
}

} // namespace

/// What is drawn and how: it scrolls, but for the button below.
QWidget* MainWindow::buildDrawing()
{
    m_prompt = new PromptPanel(m_document);
    m_settings = new SettingsPanel(m_document);
    m_draw = new DrawPanel;
    auto* inner = new QWidget;
    auto* innerColumn = new QVBoxLayout(inner);
    innerColumn->setContentsMargins(12, 8, 12, 8);
    innerColumn->setSpacing(12);
    innerColumn->addWidget(m_prompt);
    auto* modelRow = new QHBoxLayout;
    modelRow->setSpacing(8);
    auto* modelBox = new ModelBox(m_document, m_client);
    modelRow->addWidget(fieldLabel(tr("Model"), modelBox));
    modelRow->addWidget(modelBox, 1);
    innerColumn->addLayout(modelRow);
    auto* sketchRow = new SketchRow(m_document, m_client);
    sketchRow->hide();
    innerColumn->addWidget(sketchRow);
    connect(m_generation, &Generation::modeChanged, sketchRow,
        [sketchRow](Mode mode) { sketchRow->setVisible(mode == Mode::sketchToImage); });
    innerColumn->addWidget(m_settings);
    innerColumn->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inner);
    auto* drawing = new QWidget;
    auto* column = new QVBoxLayout(drawing);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(8);
    column->addWidget(scroll, 1);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(12, 0, 12, 0);
    foot->addWidget(m_draw);
    column->addLayout(foot);
    drawing->setMinimumWidth(300);
    return drawing;
}

void MainWindow::buildDocks()
{
    QWidget* drawing = buildDrawing();
    m_layers = new LayersPanel(m_document);
    m_steps = new StepsPanel(m_candidates, m_client);
    auto* drawDock = dock(this, "drawing", tr("Draw"), drawing, Qt::RightDockWidgetArea);
    auto* layersDock = dock(this, "layers", tr("Layers"), m_layers, Qt::RightDockWidgetArea);
    m_history = new HistoryPanel(m_historyStore);
    auto* historyDock = dock(this, "history", tr("History"), m_history, Qt::RightDockWidgetArea);
    tabifyDockWidget(layersDock, historyDock);
    tabifyDockWidget(
        historyDock, dock(this, "undo", tr("Undo"), new UndoPanel(m_document), Qt::RightDockWidgetArea));
    buildModels();
    buildPainting();
    layersDock->raise();
    auto* stepsDock = dock(this, "steps", tr("Steps"), m_steps, Qt::BottomDockWidgetArea);
    stepsDock->hide(); // it comes with the first job
    auto* queueDock = dock(this, "queue", tr("Queue"), new QueuePanel(m_queue), Qt::BottomDockWidgetArea);
    splitDockWidget(stepsDock, queueDock, Qt::Horizontal);
    queueDock->hide();
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    resizeDocks({drawDock, layersDock}, {460, 260}, Qt::Vertical);
    resizeDocks({drawDock}, {336}, Qt::Horizontal);
}

} // namespace tarn::studio
