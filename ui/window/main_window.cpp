#include "compare_view.h"
#include "depth_actions.h"
#include "document_tabs.h"
#include "engine_status.h"
#include "file_actions.h"
#include "live_button.h"
#include "mode_box.h"
#include "panel_title.h"
#include "paused_painting.h"
#include "recovery_offer.h"
#include "shortcut_editor.h"
#include "tool_box.h"
#include "web_pictures.h"
#include "window_layout.h"
#include "xray_source.h"

#include <canvas/candidate_bar.h>
#include <canvas/canvas_view.h>
#include <client/job_queue.h>
#include <client/model_library.h>
#include <library/history_panel.h>
#include <panels/draw_panel.h>
#include <panels/layers_panel.h>
#include <panels/prompt_panel.h>
#include <panels/settings_panel.h>
#include <panels/steps_panel.h>
#include <panels/tool_options.h>
#include <window/generation.h>
#include <window/main_window.h>

#include <QCloseEvent>
#include <QDockWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

constexpr int layoutVersion = 4;

} // namespace

MainWindow::MainWindow(Theme* theme, const Options& options)
    : m_theme(theme)
    , m_document(new Document(blankDocument({512, 512}), this))
    , m_client(new EngineClient(options.engine, this))
    , m_candidates(new Candidates(this))
    , m_generation(new Generation(m_document, m_client, m_candidates, this))
    , m_toolSettings(new ToolSettings(this))
    , m_historyStore(new HistoryStore(options.historyFolder, this))
    , m_queue(new JobQueue(m_client, options.queueFolder, this))
    , m_models(new ModelLibrary(m_client, options.engine, options.modelsFolder, this))
{
    resize(1280, 800);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    buildCentre();
    m_files = new FileActions(m_document, m_notice, this);
    m_autosave = std::make_unique<Autosave>(m_document, options.recoveryFolder, options.autosaveDelay);
    m_recovery = new RecoveryOffer(options.recoveryFolder, m_files, m_autosave.get(), m_notice, this);
    m_compare = new CompareView(m_canvas, m_candidates, this);
    m_depth = new DepthActions(m_document, m_client, m_notice, this);
    m_live = new LivePainting(m_document, m_client, m_candidates, m_generation, this);
    m_paused = new PausedPainting(m_document, m_client, m_candidates, this);
    m_xray = new XraySource(m_document, m_client, m_generation, m_canvas, this);
    buildDocuments();
    buildDocks();
    buildStatus();
    buildMenus();
    connectParts();
    updateTitle();
    usePanelTitles(this);
    m_firstLayout = saveState(layoutVersion);
    restoreLayout(this, layoutVersion);
    m_prompt->prompt()->setFocus();
    QMetaObject::invokeMethod(m_models, &ModelLibrary::start, Qt::QueuedConnection); // after the first picture
    QMetaObject::invokeMethod(m_historyStore, &HistoryStore::load, Qt::QueuedConnection);
    QMetaObject::invokeMethod(m_queue, &JobQueue::load, Qt::QueuedConnection);
}

MainWindow::~MainWindow()
{
    // The parts go one after the other; none is to hear of another's end.
    m_canvas->removeEventFilter(this);
    m_canvas->removeEventFilter(m_tools);
    for (QObject* part : std::initializer_list<QObject*>{
             m_document, m_client, m_candidates, m_generation, m_historyStore, m_queue, m_models})
        part->disconnect();
    delete m_tabs; // before what it uses
    m_autosave.reset(); // before the document
}

void MainWindow::buildCentre()
{
    auto* centre = new QWidget;
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_notice = new NoticeBar;
    m_canvas = new CanvasView(m_document, m_candidates);
    m_canvas->installEventFilter(this);
    column->addWidget(m_notice);
    column->addWidget(m_canvas, 1);
    setCentralWidget(centre);

    m_options = new ToolOptions(m_toolSettings);
    m_options->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_mode = new ModeBox(m_document);
    auto* top = addToolBar(tr("Tool options"));
    top->setObjectName("options");
    top->setMovable(false);
    top->addWidget(m_options);
    auto* title = new QLabel(tr("Mode"));
    title->setObjectName("quiet");
    title->setContentsMargins(0, 0, 8, 0);
    top->addWidget(title);
    top->addWidget(m_mode);
    auto* edge = new QWidget; // as wide as the panels' margin, with what the style leaves at the end of a tool bar
    edge->setFixedWidth(8);
    top->addWidget(edge);
    m_tools = new ToolBox(m_document, m_toolSettings, m_canvas, m_options, this);
    addToolBar(Qt::LeftToolBarArea, m_tools);
}

void MainWindow::buildStatus()
{
    auto* place = new QLabel;
    auto* zoom = new QLabel;
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(zoom);
    statusBar()->addWidget(place);
    auto* live = new LiveButton(m_live);
    m_draw->addBeside(live);
    statusBar()->addPermanentWidget(live->rateLabel());
    statusBar()->addPermanentWidget(new EngineStatus(m_client));
    connect(m_canvas, &CanvasView::zoomChanged, zoom, [this, zoom](double percent) {
        const QSize size = m_document->state().size;
        zoom->setText(tr(" %1 %   %2×%3").arg(qRound(percent)).arg(size.width()).arg(size.height()));
    });
    connect(m_canvas, &CanvasView::pointed, place, [place](const QPointF& pos) {
        place->setText(QStringLiteral("  %1, %2").arg(int(pos.x())).arg(int(pos.y())));
    });
}

void MainWindow::connectParts()
{
    connect(m_document, &Document::fileChanged, this, &MainWindow::updateTitle);
    connect(m_document, &Document::modifiedChanged, this, &MainWindow::updateTitle);
    connect(m_prompt, &PromptPanel::drawWanted, this, &MainWindow::draw);
    connect(m_prompt, &PromptPanel::escaped, m_canvas, qOverload<>(&QWidget::setFocus));
    connect(m_draw, &DrawPanel::drawWanted, this, &MainWindow::draw);
    connect(m_draw, &DrawPanel::stopWanted, m_generation, &Generation::stop);
    connect(m_generation, &Generation::planChanged, this,
        [this](const QString& title, const QString& details, const QString& reason) {
            m_draw->setPlan(title, details);
            m_draw->setReason(reason);
        });
    connect(m_generation, &Generation::modeChanged, m_mode, &ModeBox::showMode);
    connect(m_generation, &Generation::strengthMatters, m_settings, &SettingsPanel::setStrengthMatters);
    m_settings->setStrengthMatters(false);
    connect(m_generation, &Generation::planned, m_prompt, &PromptPanel::showPlan);
    connect(m_generation, &Generation::planned, this,
        [this](const GenerateRequest&, const PlanReport& plan) { m_settings->showPlan(plan); });
    connect(m_generation, &Generation::failed, this, [this](const QString& sentence, int recorded) {
        const NoticeBar::Offer repeat{tr("Repeat"), [this] { m_generation->repeat(); }};
        if (recorded < 0)
            return m_draw->notice()->show(sentence, repeat);
        m_draw->notice()->show(sentence,
            {tr("Continue from step %1").arg(recorded + 1), [this] { m_generation->continueFailed(); }}, repeat);
    });
    connect(m_generation, &Generation::noted, this, [this](const QString& note) { m_draw->notice()->show(note); });
    connect(m_generation, &Generation::finished, m_historyStore,
        [this](const JobId& job, const Drawing& drawing, const QImage& picture) {
            m_historyStore->add(drawing.request, picture, QString::fromStdString(job), drawing.inputs);
        });
    connect(m_historyStore, &HistoryStore::kept, m_generation,
        [this](const QString& job) { m_generation->showKept(job.toStdString()); });
    connect(m_historyStore, &HistoryStore::failed, this,
        [this](const QString& sentence) { m_notice->show(sentence); });
    connect(m_history, &HistoryPanel::placeWanted, m_files, &FileActions::placeFile);
    connect(m_history, &HistoryPanel::settingsWanted, this,
        [this](const GenerateRequest& request, const DrawingInputs& inputs) {
            const QRect frame = m_document->committed().frame;
            const QSize size = inputs.picture.isNull() ? frame.size() : inputs.picture.size();
            m_document->edit(tr("Use settings"), [&](DocumentState& state) {
                layOut(state, request, inputs, {frame.topLeft(), size});
            });
        });
    connect(m_generation, &Generation::submitted, m_draw->notice(), &NoticeBar::hide); // of an earlier drawing
    connect(m_generation, &Generation::submitted, m_queue, &JobQueue::add);
    connect(m_queue, &JobQueue::drawWanted, m_generation, &Generation::drawAgain);
    connect(m_queue, &JobQueue::failed, this, [this](const QString& sentence) { m_notice->show(sentence); });
    connect(m_queue, &JobQueue::loaded, this, [this](int left) {
        findChild<QDockWidget*>("queue")->show();
        m_notice->show(tr("%n drawing(s) of the last session did not come to an end.", nullptr, left),
            {tr("Draw them"), [this] { m_queue->continueLeft(); }});
    });
    connect(m_client, &EngineClient::openJobsChanged, m_draw, &DrawPanel::setRunning);
    connect(m_client, &EngineClient::previewed, m_steps, &StepsPanel::add);
    connect(
        m_client, &EngineClient::stateChanged, this, [this](EngineClient::State state, const QString& sentence) {
            if (state == EngineClient::State::failed)
                m_draw->notice()->show(sentence, {tr("Start again"), [this] { m_client->start(); }});
        });
    connect(m_generation, &Generation::submitted, m_steps,
        [this](const JobId& job, const Drawing& drawing) { m_steps->begin(job, drawing.request); });
    connect(m_steps, &StepsPanel::picked, m_canvas, &CanvasView::setStepPicture);
    connect(m_steps, &StepsPanel::branchWanted, m_generation, &Generation::branch);
    connect(m_steps, &StepsPanel::compareWanted, m_compare, &CompareView::showSteps);
    connect(m_compare, &CompareView::refused, this, [this](const QString& sentence) { m_notice->show(sentence); });
    connect(m_layers, &LayersPanel::changeWanted, m_prompt->prompt(), qOverload<>(&QWidget::setFocus));
    connect(m_tools, &ToolBox::refused, this, [this](const QString& sentence) {
        m_notice->show(sentence);
        const auto settled = [notice = m_notice, sentence] {
            if (notice->sentence() == sentence)
                notice->hide();
        };
        connect(m_document, &Document::layersChanged, m_notice, settled, Qt::SingleShotConnection);
    });
    connect(
        m_autosave.get(), &Autosave::failed, this, [this](const QString& sentence) { m_notice->show(sentence); });
    connect(m_canvas->candidateBar(), &CandidateBar::pauseWanted, m_paused, &PausedPainting::toggle);
    connect(m_live, &LivePainting::failed, this,
        [this](const QString& sentence) { m_draw->notice()->show(sentence); });
    connect(m_paused, &PausedPainting::layerReady, this, [this] {
        m_tools->choose("brush");
        m_canvas->setFocus();
    });
    connect(
        m_paused, &PausedPainting::refused, this, [this](const QString& sentence) { m_notice->show(sentence); });
    connect(m_canvas->candidateBar(), &CandidateBar::accepted, m_generation, &Generation::accept);
    connect(m_canvas->candidateBar(), &CandidateBar::discarded, m_generation, &Generation::discard);
    connect(m_canvas, &CanvasView::dropped, this, [this](const QList<QUrl>& urls) {
        for (const QUrl& url : urls)
            if (url.isLocalFile() && url.path().endsWith(".safetensors", Qt::CaseInsensitive))
                m_models->addFile(url.toLocalFile());
            else if (url.isLocalFile())
                m_files->placeFile(url.toLocalFile());
            else
                m_web->place(url);
    });
    connect(m_theme, &Theme::changed, this, [this] { m_canvas->update(); });
}

void MainWindow::draw()
{
    for (auto* each : {findChild<QDockWidget*>("steps"), findChild<QDockWidget*>("queue")}) {
        if (!each->property("came").toBool() && m_shownLayout.isEmpty())
            each->show();
        each->setProperty("came", true); // who closes it is not asked again
    }
    m_prompt->remember();
    m_generation->draw();
    m_canvas->setFocus();
}

/// In this order: a gesture, a text field, a step that is looked at, the running job. Popups close by themselves.
void MainWindow::escape()
{
    if (m_canvas->cancelGesture())
        return;
    if (m_canvas->hasFocus() && m_compare->isOn())
        return m_compare->end();
    if (!m_canvas->hasFocus())
        m_canvas->setFocus();
    else
        m_generation->stop(false);
}

void MainWindow::updateTitle()
{
    setWindowModified(m_document->isModified());
    setWindowTitle(m_document->title() + QStringLiteral("[*] — Tarn"));
    setWindowFilePath(m_document->file());
}

void MainWindow::openFile(const QString& file) { m_files->openFile(file); }

void MainWindow::offerRecovery() { m_recovery->offerNext(); }

void MainWindow::setPanelsHidden(bool hidden)
{
    if (hidden) {
        m_shownLayout = saveState(layoutVersion);
        for (QDockWidget* each : findChildren<QDockWidget*>())
            each->hide();
        for (QToolBar* each : findChildren<QToolBar*>())
            each->hide();
        statusBar()->hide();
    } else {
        restoreState(std::exchange(m_shownLayout, {}), layoutVersion);
        statusBar()->show();
    }
    m_canvas->setFocus();
}

void MainWindow::resetLayout()
{
    m_shownLayout.clear();
    statusBar()->show();
    restoreState(m_firstLayout, layoutVersion);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_tabs->isAnyModified()) {
        event->ignore();
        m_tabs->closeAll([this] { QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection); });
        return;
    }
    keepLayout(saveGeometry(), m_shownLayout.isEmpty() ? saveState(layoutVersion) : m_shownLayout);
    event->accept();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas && event->type() == QEvent::Paint && !std::exchange(m_painted, true))
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
    return QMainWindow::eventFilter(watched, event);
}

} // namespace tarn::studio
