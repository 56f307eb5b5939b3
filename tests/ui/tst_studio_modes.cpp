#include "../../ui/panels/film_strip.h"
#include "../../ui/window/depth_actions.h"
#include "../../ui/window/live_painting.h"
#include "studio_window.h"

#include <document/composite.h>
#include <library/history_panel.h>
#include <look/notice_bar.h>
#include <panels/draw_panel.h>
#include <panels/layers_panel.h>
#include <panels/steps_panel.h>
#include <panels/tool_options.h>
#include <tools/tool_settings.h>
#include <window/generation.h>

#include <QDockWidget>
#include <QElapsedTimer>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tarn::studio;

/// A scripted session over the real engine and the starter for each mode that this can do.
class StudioModesTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<test::StudioWindow> m_studio;

    Candidates& candidates() { return *(*m_studio)->candidates(); }
    QImage picture() const
    {
        const DocumentState& state = m_studio->document().state();
        return composited(state, state.area());
    }
    /// Broad strokes of one colour from left to right.
    void paint(const QColor& colour, int top, int bottom)
    {
        auto* settings = (*m_studio)->findChild<ToolSettings*>();
        settings->setColour(colour);
        BrushShape shape = settings->shape(ToolSettings::Use::paint);
        shape.size = 120;
        settings->setShape(ToolSettings::Use::paint, shape);
        for (int y = top; y <= bottom; y += 60)
            m_studio->drag({-20.0, double(y)}, {540.0, double(y)});
    }

private Q_SLOTS:
    void init()
    {
        m_studio = std::make_unique<test::StudioWindow>();
        m_studio->open();
    }
    void cleanup() { m_studio.reset(); }

    void aSketchBecomesAPicture()
    {
        m_studio->waitForEngine();
        Document& document = m_studio->document();
        m_studio->lockSeed(2);
        document.edit("strength", [](DocumentState& state) { state.draft.request.strength = 0.6; });
        const DocumentState before = document.committed();
        m_studio->canvas()->setFocus();
        QTest::keyClick(m_studio->canvas(), Qt::Key_K);
        QTest::keyClick(m_studio->canvas(), Qt::Key_B);
        paint(QColor(120, 170, 230), 0, 190);
        paint(QColor(90, 100, 110), 250, 310);
        paint(QColor(60, 130, 60), 370, 512);
        QCOMPARE(document.state().active, document.state().sketch->id);
        QVERIFY2(document.state().layers.front().pixels.isEmpty(), "the strokes are on the sketch");
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::sketchToImage);
        const DocumentState sketched = document.committed();
        m_studio->keepScreenshot("sketch");
        m_studio->drawOne("a river between mountains at noon in summer");
        QCOMPARE(candidates().current()->drawing.mode, Mode::sketchToImage);
        QTest::qWait(300);
        m_studio->keepScreenshot("sketch-to-image");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        const QColor sky =
            picture().scaled(1, 8, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 0);
        const QColor ground =
            picture().scaled(1, 8, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 7);
        QVERIFY2(sky.blue() > sky.red() && ground.green() > ground.blue(), "what stands where is kept");
        QVERIFY(!document.state().sketch->visible);
        document.undo();
        QVERIFY(document.state().sketch == sketched.sketch && document.state().layers == sketched.layers);
        while (document.history().canUndo() && document.state().sketch)
            document.undo();
        QVERIFY(document.state().layers == before.layers && document.state().active == before.active);
    }

    void aLayerIsChangedAndDrawnAgainInItsPlace()
    {
        m_studio->waitForEngine();
        Document& document = m_studio->document();
        m_studio->lockSeed(3);
        m_studio->drawOne("a landscape with rivers and mountains");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        QTest::keyClick(m_studio->canvas(), Qt::Key_M);
        m_studio->drag({120, 140}, {360, 140});
        m_studio->drag({120, 180}, {360, 180});
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::inpaint);
        m_studio->drawOne("a red sunset over the sea");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        QCOMPARE(document.state().layers.size(), std::size_t(2));
        const tarn::GenerateRequest asked = document.state().layers[1].drawn->request;
        document.edit("elsewhere", [](DocumentState& state) {
            state.mask.clear();
            state.frame = {0, 0, 256, 256};
            state.draft.request.prompt = "something else";
        });
        const DocumentState before = document.committed();
        QTest::keyClick(m_studio->get(), Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(m_studio->prompt()->toPlainText(), QString("a red sunset over the sea"));
        QVERIFY(m_studio->prompt()->hasFocus());
        QCOMPARE(document.state().frame, document.state().area());
        QVERIFY(!document.state().mask.isEmpty());
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::inpaint);
        QTest::qWait(400);
        m_studio->keepScreenshot("draw-again");
        m_studio->drawOne("a winter landscape with snow");
        tarn::GenerateRequest again = candidates().current()->drawing.request;
        QVERIFY(again.image == asked.image && again.mask == asked.mask);
        const QImage result = candidates().current()->picture;
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        QCOMPARE(document.state().layers.size(), std::size_t(2));
        QVERIFY(document.state().layers[0] == before.layers[0]);
        QCOMPARE(document.state().layers[1].id, before.layers[1].id);
        QVERIFY(document.state().layers[1].pixels.copied(document.state().area()) == result);
        document.undo();
        document.undo();
        document.undo();
        QVERIFY(document.state().layers == before.layers && document.state().frame == before.frame
            && document.state().mask == before.mask && document.state().draft == before.draft);
    }

    void theXrayShowsTheFourMasksOfTheNextDrawing()
    {
        m_studio->waitForEngine();
        Document& document = m_studio->document();
        CanvasView* canvas = m_studio->canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Q);
        QTRY_VERIFY(canvas->xray() && !canvas->xray()->sentence.isEmpty());
        QImage picture(512, 512, QImage::Format_ARGB32_Premultiplied);
        picture.fill(QColor(90, 120, 90));
        document.edit("picture", [&](DocumentState& state) { state.layers.front().pixels.replace({}, picture); });
        QTest::keyClick(canvas, Qt::Key_M);
        m_studio->drag({180, 220}, {330, 260});
        QTRY_VERIFY(canvas->xray() && !canvas->xray()->context.isNull());
        const MaskXray& xray = *canvas->xray();
        QCOMPARE(xray.context.toRect(), QRect(0, 0, 512, 512));
        const auto alpha = [](const QImage& image, int x, int y) { return qAlpha(image.pixel(x, y)); };
        QVERIFY(alpha(xray.selection, 255, 240) > 100 && alpha(xray.selection, 255, 330) == 0);
        int ramp = 0, edge = 0;
        for (int y = 240; y < 512; ++y) {
            ramp += alpha(xray.denoise, 255, y) > 20 && alpha(xray.selection, 255, y) == 0;
            edge += alpha(xray.pasteEdge, 255, y) > 0;
        }
        QVERIFY2(ramp > 10, "and reaches beyond the selection");
        QVERIFY(edge >= 2 && edge <= 6);
        QTest::qWait(100);
        m_studio->keepScreenshot("mask-xray");
        QTest::keyClick(canvas, Qt::Key_Q);
        QVERIFY(!canvas->xray());
    }

    void stepsAreScrubbedComparedAndBranchedFrom()
    {
        m_studio->waitForEngine();
        m_studio->lockSeed(3);
        m_studio->document().edit("few", [](DocumentState& state) { state.draft.request.steps = 12; });
        m_studio->drawOne("a landscape with rivers and mountains");
        auto* panel = (*m_studio)->findChild<StepsPanel*>();
        FilmStrip* film = panel->film();
        QTRY_COMPARE(film->count(), 12);
        QVERIFY(film->isVisible());
        const QImage result = m_studio->canvas()->grab().toImage();
        const auto press = [&](int step, Qt::KeyboardModifiers modifiers = {}) {
            QTest::mouseClick(film->viewport(), Qt::LeftButton, modifiers, film->cell(step).center());
        };
        press(2);
        QCOMPARE(film->current(), 2);
        const QImage early = m_studio->canvas()->grab().toImage();
        QVERIFY2(early != result, "the step is on the canvas");
        QTRY_VERIFY2(m_studio->canvas()->grab().toImage() != early, "then as the VAE decodes it");
        m_studio->canvas()->setFocus();
        QTest::keyClick(m_studio->canvas(), Qt::Key_Period);
        QCOMPARE(film->current(), 3);
        press(9, Qt::ShiftModifier);
        QCOMPARE(film->marked(), 9);
        panel->compare();
        QVERIFY(m_studio->canvas()->comparison());
        QCOMPARE(m_studio->canvas()->comparison()->leftName, QString("Step 4"));
        QTest::qWait(300);
        m_studio->keepScreenshot("steps-compared");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Escape);
        QVERIFY(!m_studio->canvas()->comparison());

        const QImage parent = candidates().current()->picture;
        panel->branch();
        QVERIFY2((*m_studio)->drawPanel()->notice()->sentence().contains("same picture"), "nothing was changed");
        m_studio->type("a red sunset over the sea");
        m_studio->canvas()->setFocus();
        QTest::keyClick(m_studio->canvas(), Qt::Key_B, Qt::ShiftModifier);
        QCOMPARE(candidates().count(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(!candidates().anyRunning(), 60000);
        QCOMPARE(candidates().index(), 1);
        QTRY_COMPARE(film->count(), 9); // from the fourth of twelve on
        QVERIFY(candidates().current()->picture != parent);
        QTest::qWait(300);
        m_studio->keepScreenshot("branched");

        QTest::keyClick(m_studio->canvas(), Qt::Key_C, Qt::ShiftModifier);
        QVERIFY(m_studio->canvas()->comparison());
        CanvasView* canvas = m_studio->canvas();
        const QPoint line = canvas->toView({256, 400}).toPoint(), left = canvas->toView({128, 400}).toPoint();
        const DocumentState before = m_studio->document().state();
        QTest::mousePress(canvas, Qt::LeftButton, {}, line);
        QTest::mouseMove(canvas, left);
        test::moveHeld(canvas, left);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, left);
        QVERIFY(std::abs(canvas->comparison()->place - 0.25) < 0.02);
        QVERIFY2(m_studio->document().state() == before, "the line is moved, nothing is painted");
        QTest::qWait(50);
        m_studio->keepScreenshot("compared");
        QTest::keyClick(canvas, Qt::Key_C);
        QCOMPARE(canvas->comparison()->leftName, QString("Before"));
        QTest::keyClick(canvas, Qt::Key_C);
        QVERIFY(!canvas->comparison());
    }

    void aDrawingGoesOnWhereTheEngineDied()
    {
        m_studio->waitForEngine();
        m_studio->lockSeed(4);
        m_studio->document().edit("slow", [](DocumentState& state) { state.draft.request.steps = 40; });
        m_studio->drawOne("a lake");
        const QImage whole = candidates().current()->picture;
        (*m_studio)->generation()->draw();
        QTRY_VERIFY_WITH_TIMEOUT(
            candidates().count() == 1 && candidates().at(0).step > 9 && !candidates().at(0).finished, 60000);
        ::kill(pid_t((*m_studio)->client()->processId()), SIGKILL);
        NoticeBar* notice = (*m_studio)->drawPanel()->notice();
        QTRY_VERIFY_WITH_TIMEOUT(!notice->sentence().isEmpty(), 10000);
        QTest::qWait(100);
        m_studio->keepScreenshot("continue");
        QPushButton* goOn = nullptr;
        for (QPushButton* button : notice->findChildren<QPushButton*>())
            if (button->text().startsWith("Continue from step"))
                goOn = button;
        QVERIFY(goOn);
        QVERIFY(goOn->text().split(' ').last().toInt() >= 9);
        goOn->click();
        QTRY_COMPARE_WITH_TIMEOUT(candidates().count(), 1, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!candidates().anyRunning(), 60000);
        QVERIFY2(candidates().current()->picture == whole, "bit for bit what it would have been");
    }

    void theFrameIsDrawnAgainAsOnePaints()
    {
        m_studio->waitForEngine();
        LivePainting* live = (*m_studio)->live();
        m_studio->lockSeed(7);
        m_studio->document().edit("strength", [](DocumentState& state) { state.draft.request.strength = 0.6; });
        m_studio->type("a river between mountains at noon in summer");
        CanvasView* canvas = m_studio->canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_K);
        QTest::keyClick(canvas, Qt::Key_B);
        paint(QColor(120, 170, 230), 0, 190);
        paint(QColor(60, 130, 60), 250, 512);
        QSignalSpy drawn(live, &LivePainting::drawn);
        QTest::keyClick(m_studio->get(), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(live->isOn());
        QTRY_VERIFY_WITH_TIMEOUT(drawn.size() == 1, 60000); // the model is loaded
        QVERIFY(candidates().current()->live);
        const QImage first = candidates().current()->picture;

        const DocumentState before = m_studio->document().committed();
        const auto view = [&](QPointF at) { return canvas->toView(at).toPoint(); };
        QElapsedTimer time;
        time.start();
        drawn.clear();
        (*m_studio)->findChild<ToolSettings*>()->setColour(QColor(200, 190, 120));
        QTest::mousePress(canvas, Qt::LeftButton, {}, view({60, 330}));
        for (int i = 0; drawn.size() < 5 && time.elapsed() < 60000; ++i) { // a slow stroke
            const QPointF at(60 + i % 400, 330 + (i / 400) * 40);
            test::moveHeld(canvas, view(at));
            QTest::qWait(15);
        }
        const double rate = 1000.0 * drawn.size() / double(time.elapsed());
        qInfo("live painting at 128x128: %.1f pictures a second", rate);
        QVERIFY2(drawn.size() >= 5, "also in the middle of the stroke");
        QVERIFY2(m_studio->document().committed() == before, "which is not committed yet");
        const QImage penDown = canvas->grab().toImage();
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, view({300, 400}));
        // The picture comes back when the pen is lifted.
        QTRY_VERIFY_WITH_TIMEOUT(canvas->grab().toImage() != penDown, 20000);
        QVERIFY(candidates().current()->picture != first);
        QCOMPARE(candidates().count(), 1);
        m_studio->keepScreenshot("live");
        QVERIFY((*m_studio)->drawPanel()->button()->text() != "Stop");
        (*m_studio)->resize(1920, 1080);
        QTest::qWait(700);
        m_studio->keepScreenshot("live-1920");
        QCOMPARE((*m_studio)->history()->model()->rowCount(), 0);
        const QImage shown = candidates().current()->picture;
        QTest::keyClick(canvas, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(!live->isOn());
        QTest::keyClick(canvas, Qt::Key_Return);
        QCOMPARE(m_studio->document().state().layers.front().pixels.copied({0, 0, 512, 512}), shown);
        QTRY_COMPARE_WITH_TIMEOUT((*m_studio)->history()->model()->rowCount(), 1, 10000);
    }

    void aRunningPictureIsPaintedInto()
    {
        m_studio->waitForEngine();
        m_studio->lockSeed(3);
        m_studio->document().edit("slow", [](DocumentState& state) { state.draft.request.steps = 40; });
        m_studio->drawOne("a landscape with rivers and mountains");
        const QImage untouched = candidates().current()->picture;
        QTest::keyClick(m_studio->canvas(), Qt::Key_Delete);
        const DocumentState before = m_studio->document().committed();
        m_studio->draw();
        QTRY_VERIFY_WITH_TIMEOUT(candidates().count() == 1 && candidates().at(0).step > 8, 60000);
        QTest::keyClick(m_studio->get(), Qt::Key_P, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_studio->document().state().layers.size(), std::size_t(2), 20000);
        QVERIFY(m_studio->document().state().layers.back().name.startsWith("Paused at step"));
        QVERIFY(candidates().current()->paused);
        const int waits = candidates().current()->step;
        paint(QColor(220, 30, 30), 60, 180);
        QTest::qWait(600);
        m_studio->keepScreenshot("paused");
        QCOMPARE(candidates().current()->step, waits);
        for (QPushButton* button : m_studio->canvas()->findChildren<QPushButton*>())
            if (button->text() == "Continue")
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(candidates().count() == 1 && candidates().at(0).finished, 60000);
        QVERIFY(m_studio->document().committed().layers == before.layers);
        const auto redness = [](const QImage& picture) {
            const QColor sky = picture.copy(0, 0, 512, 200)
                                   .scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                                   .pixelColor(0, 0);
            return sky.red() - sky.blue();
        };
        QVERIFY2(redness(candidates().current()->picture) > redness(untouched) + 30,
            "what was painted is in the picture");
        QTest::qWait(200);
        m_studio->keepScreenshot("painted-into");
        while (
            m_studio->document().committed().layers != before.layers || m_studio->document().history().canUndo())
            m_studio->document().undo();
        QVERIFY(m_studio->document().state().layers == before.layers);
    }

    void aPicturesDepthIsFollowed()
    {
        m_studio->waitForEngine();
        Document& document = m_studio->document();
        m_studio->lockSeed(5);
        m_studio->drawOne("mountains behind a lake at noon");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        const QImage before = picture();
        for (QAction* action : (*m_studio)->findChildren<QAction*>())
            if (action->text().remove('&') == "Depth from picture")
                action->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(document.state().depth, 20000);
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::depthToImage);
        QTRY_VERIFY((*m_studio)->drawPanel()->button()->isEnabled());
        QTest::qWait(200);
        m_studio->keepScreenshot("depth");
        document.edit("strength", [](DocumentState& state) { state.draft.request.strength = 0.8; });
        m_studio->drawOne("mountains behind a lake at sunset, an oil painting");
        QVERIFY(candidates().current()->drawing.request.depth.isGiven());
        QTest::qWait(200);
        m_studio->keepScreenshot("depth-to-image");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        QVERIFY(picture() != before && !document.state().depth->visible);
        QCOMPARE(document.state().layers.back().drawn->mode, QString("depth-to-image"));
    }

    void aSketchsLinesAreFollowed()
    {
        m_studio->waitForEngine();
        m_studio->lockSeed(2);
        m_studio->canvas()->setFocus();
        QTest::keyClick(m_studio->canvas(), Qt::Key_K);
        QTest::keyClick(m_studio->canvas(), Qt::Key_B);
        for (const auto& [from, to] : {std::pair(QPoint(20, 300), QPoint(170, 120)),
                 std::pair(QPoint(170, 120), QPoint(300, 300)), std::pair(QPoint(10, 305), QPoint(500, 305))})
            m_studio->drag(from, to);
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::sketchToImage);
        auto* leads = (*m_studio)->findChild<QComboBox*>("sketchLeads");
        QTRY_VERIFY(leads->isVisible() && leads->findText("Its lines") >= 0);
        QCOMPARE(leads->currentText(), QString("As it was drawn"));
        const auto* strength = (*m_studio)->findChild<QWidget*>("strength");
        QVERIFY(!strength->isEnabled()); // there is nothing to keep of an empty frame
        m_studio->drawOne("a mountain by the sea at noon");
        const tarn::GenerateRequest& asked = candidates().current()->drawing.request;
        QVERIFY(asked.controls.size() == 1 && !asked.image.isGiven());
        QTest::qWait(200);
        m_studio->keepScreenshot("sketch-lines");
    }

    void aDepthMapIsImported()
    {
        m_studio->waitForEngine();
        QTemporaryDir folder;
        QImage map(64, 64, QImage::Format_Grayscale8);
        for (int y = 0; y < 64; ++y)
            std::fill_n(map.scanLine(y), 64, uchar(y * 4));
        QVERIFY(map.save(folder.filePath("map.png")));
        const DocumentState before = m_studio->document().committed();
        (*m_studio)->depth()->importFile(folder.filePath("map.png"));
        QTRY_VERIFY(m_studio->document().state().depth);
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::depthToImage);
        QVERIFY((*m_studio)->drawPanel()->button()->isEnabled());
        m_studio->document().undo();
        QVERIFY(m_studio->document().state() == before);
    }

    void usedSettingsBringTheirPicturesBack()
    {
        m_studio->waitForEngine();
        m_studio->lockSeed(3);
        m_studio->document().edit("few", [](DocumentState& state) { state.draft.request.steps = 6; });
        m_studio->drawOne("a landscape with rivers and mountains");
        QTest::keyClick(m_studio->canvas(), Qt::Key_Return);
        QTest::keyClick(m_studio->canvas(), Qt::Key_M);
        m_studio->drag({120, 140}, {360, 140});
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::inpaint);
        m_studio->drawOne("a red sunset over the sea");
        const tarn::GenerateRequest asked = candidates().current()->drawing.request;
        const QImage result = candidates().current()->picture;
        QTRY_COMPARE((*m_studio)->history()->model()->rowCount(), 2);
        QTest::keyClick(m_studio->canvas(), Qt::Key_Delete);
        m_studio->document().reset(blankDocument({512, 512}), {});
        const DocumentState blank = m_studio->document().committed();
        auto* dock = (*m_studio)->findChild<QDockWidget*>("history");
        dock->raise();
        QTest::qWait(100);
        auto* list = (*m_studio)->history()->findChild<QListView*>();
        list->setFocus();
        list->setCurrentIndex((*m_studio)->history()->model()->index(0));
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_COMPARE(m_studio->prompt()->toPlainText(), QString("a red sunset over the sea"));
        QVERIFY(!m_studio->document().state().mask.isEmpty());
        QTRY_COMPARE((*m_studio)->generation()->mode(), Mode::inpaint);
        QTest::qWait(300);
        m_studio->keepScreenshot("settings-used");
        m_studio->draw();
        QTRY_VERIFY_WITH_TIMEOUT(candidates().count() == 1 && !candidates().anyRunning(), 60000);
        QVERIFY(candidates().current()->drawing.request == asked);
        QVERIFY2(candidates().current()->picture == result, "the same picture, bit for bit");
        m_studio->document().undo();
        QVERIFY(m_studio->document().state() == blank);
    }
};

int main(int count, char** words)
{
    QApplication application(count, words);
    StudioModesTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_studio_modes.moc"
