#pragma once

#include "canvas_test.h"
#include "screenshot.h"

#include <document/candidates.h>
#include <look/theme.h>
#include <panels/prompt_edit.h>
#include <window/main_window.h>

#include <support/reference.h>

#include <QDropEvent>
#include <QMimeData>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <csignal>

namespace test {

/// Drops `data` as a file manager or a browser does.
inline void dropOn(QWidget* widget, QMimeData* data)
{
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(widget, &enter);
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(widget, &drop);
}

/// The whole window over the real engine and the starter model, with folders of its own, dark, and without
/// settings.
class StudioWindow {
public:
    StudioWindow()
    {
        QCoreApplication::setOrganizationName("tarn");
        QCoreApplication::setApplicationName("tarn-test");
        std::signal(SIGPIPE, SIG_IGN);
        std::setlocale(LC_NUMERIC, "C");
        QSettings().clear();
        m_theme.choose(tarn::studio::Theme::Choice::dark);
    }
    ~StudioWindow() { close(); }

    /// Anew where one is open. `engineArguments` come after those that start the engine.
    void open(const std::vector<std::string>& engineArguments = {})
    {
        std::vector<std::string> engine{tarnProgram().toStdString(), "engine"};
        engine.insert(engine.end(), engineArguments.begin(), engineArguments.end());
        m_window = std::make_unique<tarn::studio::MainWindow>(&m_theme,
            tarn::studio::MainWindow::Options{
                engine, path("recovery"), path("history"), path("queue"), path("models"), std::chrono::hours(1)});
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void close()
    {
        if (m_window)
            m_window->document()->setSaved(m_window->document()->history().current());
        m_window.reset();
    }

    tarn::studio::MainWindow* operator->() const { return m_window.get(); }
    tarn::studio::MainWindow* get() const { return m_window.get(); }
    tarn::studio::Theme& theme() { return m_theme; }
    tarn::studio::Document& document() const { return *m_window->document(); }
    tarn::studio::CanvasView* canvas() const { return m_window->canvas(); }
    tarn::studio::PromptEdit* prompt() const { return m_window->findChild<tarn::studio::PromptEdit*>(); }
    /// In the folder of this window; recovery, history, queue and models are the window's own.
    QString path(const QString& name) const { return m_folder.filePath(name); }
    void keepScreenshot(const QString& name) const { test::keepScreenshot(m_window.get(), name); }

    void waitForEngine() const
    {
        using Client = tarn::studio::EngineClient;
        QTRY_COMPARE_WITH_TIMEOUT(m_window->client()->state(), Client::State::ready, 60000);
    }
    /// By the keyboard, as a user does.
    void type(const QString& text) const
    {
        prompt()->setFocus();
        prompt()->selectAll();
        QTest::keyClicks(prompt(), text);
    }
    void draw() const { QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier); }
    /// Types, draws, and waits for the end.
    void drawOne(const QString& text) const
    {
        const auto first = [this] {
            return m_window->candidates()->count() > 0 ? m_window->candidates()->at(0).job : tarn::JobId();
        };
        const tarn::JobId before = first();
        type(text);
        draw();
        QTRY_VERIFY(!first().empty() && first() != before);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->candidates()->anyRunning(), 120000);
    }
    void lockSeed(quint64 seed) const
    {
        document().edit("seed", [seed](tarn::studio::DocumentState& state) {
            state.draft.seedLocked = true;
            state.draft.request.seed = seed;
        });
    }
    /// A drag of the left button over the canvas, in pixels of the document.
    void drag(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {}) const
    {
        const auto view = [this](QPointF at) { return canvas()->toView(at).toPoint(); };
        QTest::mousePress(canvas(), Qt::LeftButton, modifiers, view(from));
        for (int i = 1; i <= 8; ++i)
            moveHeld(canvas(), view(from + (to - from) * i / 8), Qt::LeftButton, modifiers);
        QTest::mouseRelease(canvas(), Qt::LeftButton, modifiers, view(to));
    }

private:
    QTemporaryDir m_folder;
    tarn::studio::Theme m_theme;
    std::unique_ptr<tarn::studio::MainWindow> m_window;
};

} // namespace test
