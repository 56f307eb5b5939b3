#include "document_tabs.h"
#include "file_actions.h"
#include "job_notice.h"
#include "live_painting.h"
#include "paused_painting.h"
#include "shortcut_editor.h"
#include "translations.h"
#include "web_pictures.h"

#include <canvas/canvas_view.h>
#include <document/autosave.h>
#include <look/notice_bar.h>
#include <panels/reference_panel.h>
#include <window/main_window.h>

#include <QActionGroup>
#include <QDockWidget>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QVBoxLayout>

namespace tarn::studio {

/// The open documents, pictures from outside, pictures to look at, and the desktop's notices.
void MainWindow::buildDocuments()
{
    m_tabs = new DocumentTabs(m_document, m_candidates, m_autosave.get(), m_files, this);
    static_cast<QVBoxLayout*>(centralWidget()->layout())->insertWidget(0, m_tabs);
    connect(m_tabs, &DocumentTabs::leaving, this, [this] { // what belongs to the shown document ends with it
        if (m_paused->isPaused())
            m_paused->toggle();
        m_live->setOn(false);
    });
    connect(m_tabs, &DocumentTabs::left, m_canvas, &CanvasView::cancelGesture);
    setAcceptDrops(true);
    m_web = new WebPictures(m_files, m_notice, this);
    connect(m_canvas, &CanvasView::pictureDropped, m_web,
        [this](const QImage& picture) { m_web->placePicture(picture, tr("Dropped")); });
    new JobNotice(m_client, this);
    auto* references = new ReferencePanel(m_toolSettings);
    connect(
        references, &ReferencePanel::failed, this, [this](const QString& sentence) { m_notice->show(sentence); });
    auto* dock = new QDockWidget(tr("Reference"), this);
    dock->setObjectName("reference");
    dock->setWidget(references);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    dock->hide(); // it is asked for in the Window menu
}

void MainWindow::buildDocumentMenu(QMenu* menu)
{
    action(menu, tr("Open a&ddress…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
        [this] { m_web->askAddress(); });
    action(menu, tr("&Close document"), QKeySequence::Close,
        [this] { m_tabs->closeDocument(m_tabs->currentIndex()); });
    action(menu, tr("Ne&xt document"), QKeySequence(Qt::CTRL | Qt::Key_Tab), [this] { m_tabs->step(1); });
    action(menu, tr("Pre&vious document"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab),
        [this] { m_tabs->step(-1); });
    menu->addSeparator();
}

void MainWindow::buildLanguageMenu(QMenu* menu)
{
    auto* group = new QActionGroup(this);
    const auto add = [&](const QString& language, const QString& name) {
        QAction* each = action(menu, name, {}, [this, language] {
            chooseLanguage(language);
            m_notice->show(tr("Tarn speaks the other language when it is started again."));
        });
        each->setCheckable(true);
        each->setChecked(QSettings().value("language").toString() == language);
        group->addAction(each);
    };
    add({}, tr("As the &system"));
    for (const QString& language : languages()) // each in itself, so that it is found
        add(language, language == QLatin1String("de") ? QStringLiteral("&Deutsch") : QStringLiteral("&English"));
}

/// Anywhere in the window is as good as on the canvas.
void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    Q_EMIT m_canvas->dropped(event->mimeData()->urls());
}

void MainWindow::openExample() { m_files->openExample(); }

} // namespace tarn::studio
