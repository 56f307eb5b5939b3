#pragma once

#include <client/engine_client.h>
#include <document/area_edit.h>
#include <document/document.h>
#include <look/theme.h>

#include <QMainWindow>
#include <memory>

namespace tarn::studio {

class Autosave;
class Candidates;
class CanvasView;
class CompareView;
class DepthActions;
class DocumentTabs;
class DrawPanel;
class FileActions;
class Generation;
class HistoryPanel;
class HistoryStore;
class JobQueue;
class LayersPanel;
class LivePainting;
class ModeBox;
class ModelLibrary;
class NoticeBar;
class PausedPainting;
class PromptPanel;
class RecoveryOffer;
class SettingsPanel;
class StepsPanel;
class ToolBox;
class ToolOptions;
class ToolSettings;
class Shortcuts;
class WebPictures;
class XraySource;

/// The window: puts its parts together and gives them menus and keys. It does nothing itself.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    struct Options {
        std::vector<std::string> engine; ///< its command
        QString recoveryFolder;
        QString historyFolder;
        QString queueFolder;
        QString modelsFolder; ///< of links to single models
        std::chrono::milliseconds autosaveDelay{20000};
    };

    MainWindow(Theme* theme, const Options& options);
    ~MainWindow() override;

    Document* document() const { return m_document; }
    EngineClient* client() const { return m_client; }
    Candidates* candidates() const { return m_candidates; }
    CanvasView* canvas() const { return m_canvas; }
    Generation* generation() const { return m_generation; }
    FileActions* files() const { return m_files; }
    DocumentTabs* tabs() const { return m_tabs; }
    const Shortcuts& shortcuts() const { return *m_shortcuts; }
    ToolBox* toolBox() const { return m_tools; }
    DrawPanel* drawPanel() const { return m_draw; }
    NoticeBar* notice() const { return m_notice; }
    HistoryPanel* history() const { return m_history; }
    DepthActions* depth() const { return m_depth; }
    LivePainting* live() const { return m_live; }
    JobQueue* queue() const { return m_queue; }
    ModelLibrary* models() const { return m_models; }

    void openFile(const QString& file);
    /// What the first start shows.
    void openExample();
    /// Offers what earlier sessions left behind.
    void offerRecovery();

Q_SIGNALS:
    void firstPainted(); ///< once: the canvas can be seen

protected:
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildCentre();
    void buildDocks();
    QWidget* buildDrawing();
    void buildModels();
    void buildPainting();
    void buildDocuments();
    void buildDocumentMenu(QMenu* menu);
    void buildLanguageMenu(QMenu* menu);
    void buildSelectMenu();
    void editArea(AreaEdit edit, const QString& title);
    void buildStatus();
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildLayerMenu();
    void buildGenerateMenu();
    void buildViewMenu();
    void buildCanvasKeys();
    void connectParts();
    QAction* action(QMenu* menu, const QString& text, const QKeySequence& key, std::function<void()> act);
    void canvasKey(const QKeySequence& key, std::function<void()> act);
    void draw();
    void escape();
    void setPanelsHidden(bool hidden);
    void updateTitle();
    void resetLayout();

    Theme* m_theme;
    Document* m_document;
    EngineClient* m_client;
    Candidates* m_candidates;
    Generation* m_generation;
    ToolSettings* m_toolSettings;
    NoticeBar* m_notice = nullptr;
    CanvasView* m_canvas = nullptr;
    ToolOptions* m_options = nullptr;
    ToolBox* m_tools = nullptr;
    ModeBox* m_mode = nullptr;
    PromptPanel* m_prompt = nullptr;
    SettingsPanel* m_settings = nullptr;
    DrawPanel* m_draw = nullptr;
    LayersPanel* m_layers = nullptr;
    StepsPanel* m_steps = nullptr;
    HistoryStore* m_historyStore;
    JobQueue* m_queue;
    ModelLibrary* m_models;
    HistoryPanel* m_history = nullptr;
    FileActions* m_files = nullptr;
    DocumentTabs* m_tabs = nullptr;
    WebPictures* m_web = nullptr;
    std::unique_ptr<Shortcuts> m_shortcuts;
    RecoveryOffer* m_recovery = nullptr;
    XraySource* m_xray = nullptr;
    CompareView* m_compare = nullptr;
    DepthActions* m_depth = nullptr;
    LivePainting* m_live = nullptr;
    PausedPainting* m_paused = nullptr;
    std::unique_ptr<Autosave> m_autosave;
    QByteArray m_firstLayout;
    QByteArray m_shownLayout; ///< while the panels are hidden
    bool m_painted = false;
};

} // namespace tarn::studio
