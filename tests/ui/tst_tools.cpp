#include "canvas_test.h"

#include <QSignalSpy>
#include <QTest>

using namespace tarn::studio;

/// Real events on a canvas of the offscreen platform.
class ToolsTest : public test::CanvasTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void theBrushPaintsOneStepOfUndo()
    {
        use("brush");
        m_settings->setColour(Qt::red);
        const DocumentState before = m_document->committed();
        drag({100, 100}, {300, 100});
        QCOMPARE(seen(200, 100), QColor(Qt::red));
        QCOMPARE(seen(200, 140).alpha(), 0);
        m_document->undo();
        QVERIFY(m_document->state() == before);
        QVERIFY(!m_document->history().canUndo());
        m_document->redo();
        QCOMPARE(seen(200, 100), QColor(Qt::red));
    }

    void aStrokesOpacityHoldsWhereItCrossesItself()
    {
        use("brush");
        BrushShape shape = m_settings->shape(ToolSettings::Use::paint);
        shape.opacity = 0.5;
        m_settings->setShape(ToolSettings::Use::paint, shape);
        drag({100, 100}, {120, 100});
        QVERIFY(std::abs(seen(110, 100).alpha() - 128) <= 2);
        drag({100, 100}, {120, 100});
        QVERIFY(std::abs(seen(110, 100).alpha() - 192) <= 3);
    }

    void aPensPressureDecidesTheSize()
    {
        use("brush");
        const QPointingDevice pen("pen", 1, QInputDevice::DeviceType::Stylus, QPointingDevice::PointerType::Pen,
            QInputDevice::Capability::Position | QInputDevice::Capability::Pressure, 1, 3);
        const auto send = [&](QEvent::Type type, QPointF at, double pressure) {
            const QPointF local = view(at);
            QTabletEvent event(type, &pen, local, m_view->mapToGlobal(local), pressure, 0, 0, 0, 0, 0, {},
                Qt::LeftButton, Qt::LeftButton);
            QCoreApplication::sendEvent(m_view.get(), &event);
        };
        send(QEvent::TabletPress, {100, 100}, 1.0);
        send(QEvent::TabletRelease, {100, 100}, 0);
        send(QEvent::TabletPress, {300, 100}, 0.3);
        send(QEvent::TabletRelease, {300, 100}, 0);
        QVERIFY(seen(100, 115).alpha() > 200);
        QVERIFY(seen(300, 100).alpha() > 200);
        QCOMPARE(seen(300, 115).alpha(), 0);
    }

    void aPensTiltBroadensThePencilWhereItLeans()
    {
        BrushShape shape = m_settings->shape(ToolSettings::Use::paint);
        shape.pressureSize = false;
        const QPointingDevice pen("pen", 1, QInputDevice::DeviceType::Stylus, QPointingDevice::PointerType::Pen,
            QInputDevice::Capability::Position | QInputDevice::Capability::XTilt, 1, 3);
        const auto dab = [&](bool stretches, int xTilt, int yTilt) {
            shape.tiltStretches = stretches;
            m_settings->setShape(ToolSettings::Use::paint, shape);
            const QPointF local = view({200, 150});
            for (const QEvent::Type type : {QEvent::TabletPress, QEvent::TabletRelease}) {
                QTabletEvent event(type, &pen, local, m_view->mapToGlobal(local), 1, float(xTilt), float(yTilt), 0,
                    0, 0, {}, Qt::LeftButton, Qt::LeftButton);
                QCoreApplication::sendEvent(m_view.get(), &event);
            }
            const QRect painted = m_document->state().layers.front().pixels.bounds();
            m_document->undo();
            return painted.size();
        };
        use("brush");
        const QSize upright = dab(true, 0, 0);
        QCOMPARE(upright.width(), upright.height());
        QCOMPARE(dab(false, 60, 0), upright);
        const QSize right = dab(true, 60, 0), down = dab(true, 0, -60);
        QCOMPARE(right.height(), upright.height());
        QVERIFY(std::abs(right.width() - 2 * upright.width()) <= 2); // 1 / cos 60°
        QCOMPARE(down, right.transposed());
        m_view->rotateBy(90);
        QCOMPARE(dab(true, 60, 0), right.transposed());
    }

    void escapeEndsAStrokeWithoutATrace()
    {
        use("brush");
        const DocumentState before = m_document->committed();
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, view({100, 100}));
        QVERIFY(seen(100, 100).alpha() > 0);
        QVERIFY(m_view->cancelGesture());
        QVERIFY(m_document->state() == before && !m_document->history().canUndo());
        QVERIFY(!m_view->cancelGesture());
    }

    void theEraserTakesPaintAway()
    {
        use("brush");
        drag({100, 100}, {300, 100});
        use("eraser");
        drag({200, 50}, {200, 150});
        QCOMPARE(seen(200, 100).alpha(), 0);
        QCOMPARE(seen(120, 100).alpha(), 255);
    }

    void lockedAndHiddenLayersTakeNoPaint()
    {
        QSignalSpy refused(use("brush"), &CanvasTool::refused);
        m_document->edit("lock", [](DocumentState& state) { state.layers.front().locked = true; });
        drag({100, 100}, {300, 100});
        m_document->edit("hide", [](DocumentState& state) {
            state.layers.front().locked = false;
            state.layers.front().visible = false;
        });
        drag({100, 100}, {300, 100});
        QCOMPARE(refused.size(), 2);
        QVERIFY(m_document->state().layers.front().pixels.isEmpty());
    }

    void theMaskBrushMarksAndWithShiftUnmarks()
    {
        use("mask");
        drag({100, 100}, {300, 100});
        QCOMPARE(masked(200, 100), 255);
        QVERIFY(m_document->state().layers.front().pixels.isEmpty());
        drag({200, 60}, {200, 140}, Qt::ShiftModifier);
        QCOMPARE(masked(200, 100), 0);
        QCOMPARE(masked(120, 100), 255);
        m_document->undo();
        QCOMPARE(masked(200, 100), 255);
    }

    void lassoAndRectangleMarkAreas()
    {
        use("select");
        drag({50, 50}, {150, 120});
        QCOMPARE(masked(100, 100), 255);
        QCOMPARE(masked(49, 100), 0);
        QCOMPARE(masked(160, 100), 0);
        use("lasso");
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, view({300, 300}));
        for (const QPointF at : {QPointF(400, 300), QPointF(400, 400), QPointF(300, 400)}) {
            test::moveHeld(m_view.get(), view(at));
        }
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, view({300, 400}));
        QCOMPARE(masked(350, 350), 255);
        QCOMPARE(masked(420, 350), 0);
    }

    void fillStopsAtOtherColours()
    {
        m_document->edit("walls", [](DocumentState& state) {
            state.layers.front().pixels.paint(state.area(), [](QPainter& p) {
                p.fillRect(0, 0, 512, 512, Qt::white);
                p.fillRect(250, 0, 6, 512, Qt::black);
            });
        });
        use("fill");
        m_settings->setColour(Qt::green);
        drag({100, 100}, {100, 100});
        QCOMPARE(seen(10, 500), QColor(Qt::green));
        QCOMPARE(seen(253, 100), QColor(Qt::black));
        QCOMPARE(seen(400, 100), QColor(Qt::white));
    }

    void theEyedropperTakesTheColourThatIsSeen()
    {
        m_document->edit("paint", [](DocumentState& state) {
            state.layers.front().pixels.paint(
                state.area(), [](QPainter& p) { p.fillRect(0, 0, 99, 99, QColor(9, 80, 7)); });
        });
        use("eyedropper");
        drag({50, 50}, {50, 50});
        QCOMPARE(m_settings->colour(), QColor(9, 80, 7));
        drag({300, 300}, {300, 300}); // nothing is there
        QCOMPARE(m_settings->colour(), QColor(9, 80, 7));
    }

    void theFrameMovesResizesAndSnaps()
    {
        use("frame");
        drag({256, 256}, {300, 259});
        QCOMPARE(m_document->state().frame, QRect(48, 0, 512, 512));
        m_document->undo();
        drag({511, 256}, {700, 256});
        QCOMPARE(m_document->state().frame.left(), 0);
        QCOMPARE(m_document->state().frame.width() % 8, 0);
        QVERIFY(m_document->state().frame.width() > 650);
        m_document->undo();
        QCOMPARE(m_document->state().frame, QRect(0, 0, 512, 512));
    }

    void linesAndMovesAreOneStepEach()
    {
        use("line");
        drag({50, 60}, {250, 60});
        QCOMPARE(seen(150, 60).alpha(), 255);
        use("move");
        drag({150, 60}, {150, 160});
        QCOMPARE(seen(150, 60).alpha(), 0);
        QCOMPARE(seen(150, 160).alpha(), 255);
        m_document->undo();
        QCOMPARE(seen(150, 60).alpha(), 255);
        m_document->undo();
        QVERIFY(m_document->state().layers.front().pixels.isEmpty());
    }

    void theWheelZoomsAtThePointer()
    {
        const QPointF at(200, 300);
        const QPointF before = m_view->toView(at);
        const double zoom = m_view->zoom();
        QWheelEvent wheel(before, m_view->mapToGlobal(before), {}, {0, 240}, {}, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view.get(), &wheel);
        QVERIFY(m_view->zoom() > zoom * 1.3);
        const QPointF off = m_view->toView(at) - before;
        QVERIFY(std::hypot(off.x(), off.y()) < 0.5);
        m_view->setZoom(100);
        QCOMPARE(m_view->zoom(), 100.0);
    }

    void aLargeDocumentIsPaintedInTime()
    {
        DocumentState state = blankDocument({4096, 4096});
        QImage picture(4096, 4096, QImage::Format_ARGB32_Premultiplied);
        picture.fill(QColor(90, 120, 160, 200));
        state.layers.front().pixels.replace({}, picture);
        const TiledImage pixels = state.layers.front().pixels;
        for (int i = 1; i < 20; ++i)
            state.addLayer("more").pixels = pixels;
        m_document->reset(state, {});
        QElapsedTimer timer;
        m_view->setZoom(100);
        QTest::qWait(1500); // composed in pieces
        use("brush");
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, QPoint(100, 100));
        std::vector<qint64> times;
        for (int i = 0; i < 40; ++i) {
            const QPointF at(100 + i * 12, 100 + i * 3);
            timer.start();
            test::moveHeld(m_view.get(), at);
            m_view->repaint();
            times.push_back(timer.nsecsElapsed() / 1000);
        }
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, QPoint(560, 220));
        std::ranges::sort(times);
        qInfo("a move of the brush, until it is painted: median %.1f ms, most %.1f ms", double(times[20]) / 1000,
            double(times.back()) / 1000);
        QVERIFY2(times[20] < 100000, "median");
    }
};

QTEST_MAIN(ToolsTest)
#include "tst_tools.moc"
