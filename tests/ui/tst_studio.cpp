#include "stall_watch.h"
#include "studio_window.h"

#include <document/composite.h>
#include <document/open_raster.h>
#include <document/recovery.h>
#include <library/history_panel.h>
#include <look/notice_bar.h>
#include <panels/draw_panel.h>
#include <window/generation.h>

#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn::studio;

/// The whole window over the real engine and the starter model, on the offscreen platform.
class StudioTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<test::StudioWindow> m_studio;
    MainWindow* m_window = nullptr;

    PromptEdit* prompt() const { return m_studio->prompt(); }
    void open()
    {
        m_studio->open();
        m_window = m_studio->get();
    }
    void keepScreenshot(const QString& name) { m_studio->keepScreenshot(name); }
    void drawOne(const QString& text) { m_studio->drawOne(text); }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        m_studio = std::make_unique<test::StudioWindow>();
    }
    void init()
    {
        QSettings().clear();
        open();
    }
    void cleanup() { m_studio->close(); }
    void cleanupTestCase() { m_studio.reset(); }

    void thePromptHasTheFocusAndKeysActOnlyOnTheCanvas()
    {
        QVERIFY(prompt()->hasFocus());
        QTest::keyClicks(prompt(), "beepx");
        QCOMPARE(prompt()->toPlainText(), QString("beepx"));
        QCOMPARE(m_window->canvas()->tool()->iconName(), QString("brush"));
        QTest::keyClick(prompt(), Qt::Key_Escape);
        QVERIFY(m_window->canvas()->hasFocus());
        QTest::keyClick(m_window->canvas(), Qt::Key_E);
        QCOMPARE(m_window->canvas()->tool()->iconName(), QString("eraser"));
        QTest::keyClick(m_window->canvas(), Qt::Key_M);
        QCOMPARE(m_window->canvas()->tool()->iconName(), QString("mask"));
        QTest::keyPress(m_window->canvas(), Qt::Key_F);
        QCOMPARE(m_window->canvas()->tool()->iconName(), QString("frame"));
        QTest::qWait(300);
        QTest::keyRelease(m_window->canvas(), Qt::Key_F);
        QCOMPARE(m_window->canvas()->tool()->iconName(), QString("mask"));
        QTest::keyClick(m_window->canvas(), Qt::Key_Tab);
        QVERIFY2(!prompt()->isVisible(), "Tab hides the panels");
        QTest::keyClick(m_window->canvas(), Qt::Key_Tab);
        QVERIFY(prompt()->isVisible());
        QTest::keyClick(m_window->canvas(), Qt::Key_P);
        QVERIFY(prompt()->hasFocus());
    }

    void aPromptBecomesALayerAndTheWindowNeverStalls()
    {
        QTRY_COMPARE_WITH_TIMEOUT(m_window->client()->state(), EngineClient::State::ready, 60000);
        keepScreenshot("empty");
        QSignalSpy previews(m_window->client(), &EngineClient::previewed);
        const DocumentState before = m_window->document()->committed();
        test::StallWatch watch;
        drawOne("a red sunset over the sea");
        QVERIFY2(m_window->canvas()->hasFocus(), "drawing moves the focus to the canvas");
        QVERIFY(previews.size() >= 15);
        QTest::qWait(400); // the plan knows the time now
        keepScreenshot("candidate");
        qInfo("longest stall of the window's thread: %.0f ms", watch.worst());
        QVERIFY2(watch.worst() <= watch.limit, qPrintable(QString::number(watch.worst())));
        QVERIFY2(m_window->document()->committed().layers.front().pixels.isEmpty(), "nothing is taken unasked");
        QTest::keyClick(m_window->canvas(), Qt::Key_Return);
        const Document& document = *m_window->document();
        QCOMPARE(document.state().layers.size(), before.layers.size());
        const Layer& layer = document.state().layers.front();
        QCOMPARE(layer.name, QString("a red sunset over the sea"));
        QVERIFY(layer.drawn && layer.drawn->request.prompt == "a red sunset over the sea");
        QCOMPARE(layer.pixels.bounds(), QRect(0, 0, 512, 512));
        QVERIFY(m_window->candidates()->count() == 0);
        const QImage picture = composited(document.state(), document.state().area());
        const QColor sky = picture.pixelColor(256, 200);
        QVERIFY2(sky.red() > sky.blue(), "a sunset is red");
        QTest::qWait(300);
        keepScreenshot("accepted");
        QTest::keyClick(m_window->canvas(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(document.state().layers.front().pixels.isEmpty());
    }

    /// A picture, redrawn; a part of it, inpainted; the canvas, grown by outpainting; each one step of undo.
    void theModeFollowsFromTheFrameAndEachIsUndone()
    {
        Document& document = *m_window->document();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->client()->state(), EngineClient::State::ready, 60000);
        document.edit("seed", [](DocumentState& state) {
            state.draft.seedLocked = true;
            state.draft.request.seed = 3;
        });
        drawOne("a landscape with rivers and mountains");
        QTest::keyClick(m_window->canvas(), Qt::Key_Return);

        QTRY_COMPARE(m_window->generation()->mode(), Mode::imageToImage);
        DocumentState before = document.committed();
        drawOne("a winter landscape with snow");
        QCOMPARE(m_window->candidates()->current()->drawing.mode, Mode::imageToImage);
        QTest::qWait(300);
        keepScreenshot("image-to-image");
        QTest::keyClick(m_window->canvas(), Qt::Key_Return);
        QCOMPARE(document.state().layers.size(), before.layers.size() + 1);
        document.undo();
        QVERIFY(document.state().layers == before.layers);

        const QImage whole = composited(document.state(), document.state().area());
        document.edit("mask", [](DocumentState& state) {
            state.mask.paint({140, 60, 200, 120}, [](QPainter& painter) {
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setBrush(Qt::black);
                painter.drawEllipse(140, 60, 200, 120);
            });
        });
        QTRY_COMPARE(m_window->generation()->mode(), Mode::inpaint);
        QTest::qWait(300);
        keepScreenshot("mask");
        drawOne("a red sunset over the sea");
        QTest::qWait(300);
        keepScreenshot("inpaint");
        QTest::keyClick(m_window->canvas(), Qt::Key_Return);
        const QImage inpainted = composited(document.state(), document.state().area());
        QVERIFY(inpainted.pixel(240, 120) != whole.pixel(240, 120));
        QCOMPARE(inpainted.pixel(10, 500), whole.pixel(10, 500)); // far from the mask nothing changes
        document.undo();
        QVERIFY(composited(document.state(), document.state().area()) == whole);

        document.edit("frame", [](DocumentState& state) {
            state.mask.clear();
            state.frame = {0, 0, 704, 512};
        });
        before = document.committed();
        QTRY_COMPARE(m_window->generation()->mode(), Mode::outpaint);
        drawOne("a landscape with rivers and mountains");
        QTest::qWait(300);
        keepScreenshot("outpaint");
        QTest::keyClick(m_window->canvas(), Qt::Key_Return);
        QCOMPARE(document.state().size, QSize(704, 512));
        const QImage grown = composited(document.state(), document.state().area());
        QCOMPARE(qAlpha(grown.pixel(700, 256)), 255);
        QCOMPARE(grown.pixel(100, 256), whole.pixel(100, 256));
        document.undo();
        QVERIFY(document.state().layers == before.layers && document.state().size == before.size);
        QTRY_VERIFY(m_window->history()->model()->rowCount() >= 4);
        const auto kept =
            m_window->history()->model()->index(0).data(HistoryModel::entryRole).value<HistoryEntry>();
        QVERIFY2(test::runTarn({"inspect", m_studio->path("history/" + kept.file)})
                     .output.contains(kept.prompt.toUtf8()),
            "a kept picture carries its request");
    }

    void theCommandPaletteFindsCommands()
    {
        QTest::keyClick(m_window, Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto* field = QApplication::activePopupWidget()->findChild<QLineEdit*>();
        QTest::keyClicks(field, "layernew");
        const std::size_t layers = m_window->document()->state().layers.size();
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->document()->state().layers.size(), layers + 1);
    }

    void aSeedRepeatsItsPicture()
    {
        m_window->document()->edit("lock", [](DocumentState& state) {
            state.draft.seedLocked = true;
            state.draft.request.seed = 5;
            state.draft.request.steps = 4;
            state.draft.batch = 2;
        });
        drawOne("a lake");
        QCOMPARE(m_window->candidates()->count(), 2);
        const QImage one = m_window->candidates()->at(0).picture, two = m_window->candidates()->at(1).picture;
        QVERIFY(one != two);
        QCOMPARE(m_window->candidates()->index(), 0);
        QTest::keyClick(m_window->canvas(), Qt::Key_Right);
        QCOMPARE(m_window->candidates()->index(), 1);
        drawOne("a lake");
        QVERIFY(m_window->candidates()->at(0).picture == one);

        // A variation keeps its seed, and each drawing turns away from it in another direction.
        m_window->document()->edit("vary", [](DocumentState& state) {
            state.draft.seedLocked = false;
            state.draft.request.variation = 0.2;
        });
        drawOne("a lake");
        const tarn::GenerateRequest first = m_window->candidates()->at(0).drawing.request;
        const tarn::GenerateRequest second = m_window->candidates()->at(1).drawing.request;
        QCOMPARE(first.seed, 5u);
        QVERIFY(second == inSeries(first, 1) && second.seed == 5);
        drawOne("a lake");
        QVERIFY(m_window->candidates()->at(0).drawing.request.variationSeed != first.variationSeed);
    }

    void escapeStopsTheRunningJob()
    {
        m_window->document()->edit("slow", [](DocumentState& state) { state.draft.request.steps = 140; });
        prompt()->setFocus();
        QTest::keyClicks(prompt(), "a lake");
        QTest::keyClick(prompt(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->candidates()->count() == 1 && m_window->candidates()->at(0).step > 2, 60000);
        QCOMPARE(m_window->drawPanel()->button()->text(), QString("Stop"));
        QTest::keyClick(m_window->canvas(), Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->candidates()->count(), 0, 5000);
        QVERIFY(m_window->drawPanel()->button()->text() != "Stop");
    }

    void anEngineThatDiesTakesNothingWithIt()
    {
        m_window->document()->edit("slow", [](DocumentState& state) { state.draft.request.steps = 140; });
        const DocumentState before = m_window->document()->committed();
        m_window->generation()->draw();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->candidates()->count() == 1 && m_window->candidates()->at(0).step > 2, 60000);
        const tarn::GenerateRequest request = m_window->candidates()->at(0).drawing.request;
        ::kill(pid_t(m_window->client()->processId()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->drawPanel()->notice()->sentence().isEmpty(), 10000);
        QVERIFY(m_window->drawPanel()->notice()->sentence().endsWith('.'));
        QTest::qWait(200);
        keepScreenshot("engine-died");
        QVERIFY(m_window->document()->committed().layers == before.layers);
        for (QPushButton* button : m_window->drawPanel()->notice()->findChildren<QPushButton*>())
            if (button->text() == "Repeat")
                button->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->candidates()->count() == 1 && m_window->candidates()->at(0).step > 2, 60000);
        QVERIFY2(m_window->candidates()->at(0).drawing.request == request, "the same picture, not another");
        m_window->generation()->stop(true);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->candidates()->count(), 0, 10000);
    }

    void workOfAKilledSessionIsOffered()
    {
        m_studio->close();
        const RecoveryFolder folder(m_studio->path("recovery"));
        saveOpenRaster(test::sampleDocument(), folder.dataFile("lost"));
        open();
        m_window->offerRecovery();
        QVERIFY(m_window->notice()->sentence().contains("not saved"));
        QTest::qWait(100);
        keepScreenshot("recovery");
        for (QPushButton* button : m_window->notice()->findChildren<QPushButton*>())
            if (button->text() == "Recover")
                button->click();
        QTRY_COMPARE(m_window->document()->state().size, QSize(600, 400));
        QVERIFY2(m_window->document()->isModified(), "it is in no file yet");
        QVERIFY2(QFile::exists(folder.dataFile("lost")), "it is this window's copy now");
        QVERIFY(folder.orphans().empty());
        m_window->document()->setSaved(m_window->document()->history().current());
        QVERIFY2(!QFile::exists(folder.dataFile("lost")), "nothing is left to be recovered");
    }

    void leavingAsksOnlyWhereWorkWouldBeLost()
    {
        QTest::keyClicks(prompt(), "a lake");
        QVERIFY(m_window->document()->isModified());
        m_window->close();
        QTRY_VERIFY2(!m_window->isVisible(), "a prompt alone is no work");
        m_window->show();
        m_window->document()->edit("paint", [](DocumentState& state) {
            state.layers.front().pixels.replace({0, 0}, test::noise({20, 20}, 1));
        });
        bool asked = false;
        QTimer::singleShot(200, this, [&] {
            if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
                asked = true;
                box->button(QMessageBox::Cancel)->click();
            }
        });
        QVERIFY(!m_window->close());
        QVERIFY(asked);
        QVERIFY(m_window->document()->isModified() && m_window->isVisible());
    }

    void aSecondWindowOpensItReadOnly()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("a b ü.ora");
        saveOpenRaster(test::sampleDocument(), file);
        m_window->openFile(file);
        QTRY_COMPARE(m_window->document()->file(), file);
        MainWindow second(&m_studio->theme(),
            {{test::tarnProgram().toStdString(), "engine"}, m_studio->path("recovery"), m_studio->path("history"),
                m_studio->path("queue"), m_studio->path("models")});
        second.openFile(file);
        QTRY_COMPARE(second.document()->state().size, QSize(600, 400));
        QVERIFY(second.document()->isReadOnly());
        QVERIFY(second.windowTitle().contains("(read-only)"));
        QVERIFY(second.notice()->sentence().contains("another window"));
        // Saved, it asks for another name, and the first window's file stays as it is.
        const auto bytes = [](const QString& path) {
            QFile all(path);
            return all.open(QFile::ReadOnly) ? all.readAll() : QByteArray();
        };
        const QByteArray before = bytes(file);
        second.document()->edit("change", [](DocumentState& state) { state.layers.front().name = "changed"; });
        const QString other = folder.filePath("other.ora");
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [&] {
            if (auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
                answer.stop();
                // selectFile leaves the name alone while it has the focus
                dialog->findChild<QLineEdit*>("fileNameEdit")->setText(other);
                static_cast<QDialog*>(dialog)->accept();
            }
        });
        answer.start(50);
        second.show();
        second.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&second));
        QTest::keyClick(&second, Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(second.document()->file(), other);
        QVERIFY(!second.document()->isReadOnly());
        QCOMPARE(bytes(file), before);
    }

    void theUndoPanelGoesToAnyState()
    {
        for (const char* name : {"one", "two"})
            m_window->document()->edit(name, [&](DocumentState& state) { state.layers.front().name = name; });
        auto* dock = m_window->findChild<QDockWidget*>("undo");
        dock->show();
        dock->raise();
        QTest::qWait(50);
        auto* list = dock->findChild<QListWidget*>();
        QCOMPARE(list->count(), 3);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
        QCOMPARE(m_window->document()->state().layers.front().name, QString("one"));
    }

    void themesFollowTheChoice()
    {
        QVERIFY2(qApp->styleSheet().contains("candidateBar"), "the style sheet is among the resources");
        m_studio->theme().choose(Theme::Choice::light);
        QTest::qWait(50);
        keepScreenshot("light");
        QVERIFY(m_window->palette().color(QPalette::Window).lightness() > 200);
        m_studio->theme().choose(Theme::Choice::dark);
        QVERIFY(m_window->palette().color(QPalette::Window).lightness() < 100);
    }
};

QTEST_MAIN(StudioTest)
#include "tst_studio.moc"
