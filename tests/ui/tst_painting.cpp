#include "canvas_test.h"
#include "screenshot.h"

#include <document/area_edit.h>
#include <look/theme.h>
#include <panels/brush_palette.h>
#include <panels/colour_panel.h>
#include <panels/tool_options.h>
#include <tools/brush_presets.h>
#include <tools/stroke.h>

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPointingDevice>
#include <QSettings>
#include <QTest>

using namespace tarn::studio;

/// Selections, wand, transform, stabiliser, pressure, a turned view, colours: real events on a canvas.
class PaintingTest : public test::CanvasTest {
    Q_OBJECT

private:
    int selected(int x, int y) const
    {
        return m_document->state().selection.copied({x, y, 1, 1}).constScanLine(0)[0];
    }
    void fillLayer(const QRect& area, const QColor& colour)
    {
        m_document->edit("fill", [&](DocumentState& state) {
            state.activeLayer()->pixels.paint(area, [&](QPainter& painter) { painter.fillRect(area, colour); });
        });
    }
private Q_SLOTS:
    void init()
    {
        QSettings().clear();
        open();
    }
    void cleanup() { close(); }

    void whatIsPaintedLooksLikeTheDocumentOpenedAnew_data()
    {
        QTest::addColumn<double>("percent");
        for (const double percent : {100.0, 70.0, 37.0, 12.0})
            QTest::addRow("%g", percent) << percent;
    }
    /// The canvas composes only what a stroke changes, in every halved size.
    void whatIsPaintedLooksLikeTheDocumentOpenedAnew()
    {
        QFETCH(double, percent);
        DocumentState state = blankDocument({1500, 1100});
        state.layers.front().pixels.replace({0, 0}, test::noise({1500, 1100}, 1));
        state.addLayer("half").pixels.replace({-31, 77}, test::noise({901, 503}, 2));
        state.layers.back().opacity = 0.5;
        open(std::move(state), {641, 523});
        m_view->setZoom(percent);
        m_view->grab();
        use("brush");
        QRandomGenerator random(7);
        for (int stroke = 0; stroke < 6; ++stroke) {
            BrushShape shape = m_settings->shape(ToolSettings::Use::paint);
            shape.size = 3 + random.bounded(90);
            m_settings->setShape(ToolSettings::Use::paint, shape);
            m_settings->setColour(QColor::fromRgb(random.generate()));
            const QPoint at = {50 + random.bounded(500), 50 + random.bounded(400)};
            QTest::mousePress(m_view.get(), Qt::LeftButton, {}, at);
            for (int step = 1; step < 6; ++step) {
                test::moveHeld(m_view.get(), at + QPoint(step * 9, step * (stroke - 3)));
                m_view->grab();
            }
            QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, at + QPoint(54, 0));
            if (stroke == 4)
                m_document->undo();
        }
        use("hand");
        const auto picture = [](CanvasView& view) {
            QImage all;
            for (int i = 0; i < 50; ++i) // composing ends when its time is up, and goes on in the next
                all = view.grab().toImage();
            return all;
        };
        CanvasView anew(m_document.get(), m_candidates.get());
        anew.resize(m_view->size());
        anew.show();
        QVERIFY(QTest::qWaitForWindowExposed(&anew));
        anew.setZoom(percent);
        m_view->clearFocus();
        anew.clearFocus();
        QCOMPARE(m_view->toView({700, 500}), anew.toView({700, 500}));
        QCOMPARE(picture(*m_view), picture(anew));
    }

    void toolsPaintOnlyWithinTheSelection()
    {
        m_settings->setArea(ToolSettings::Area::selection);
        use("select");
        drag({{100, 100}, {200, 200}});
        QCOMPARE(selected(150, 150), 255);
        QCOMPARE(selected(250, 150), 0);
        QCOMPARE(masked(150, 150), 0);
        m_settings->setColour(Qt::red);
        use("brush");
        drag({{50, 150}, {300, 150}});
        QCOMPARE(seen(150, 150), QColor(Qt::red));
        QCOMPARE(seen(60, 150).alpha(), 0);
        QCOMPARE(seen(250, 150).alpha(), 0);
        use("fill");
        m_settings->setColour(Qt::blue);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, view({300, 400}));
        QVERIFY2(seen(300, 400).alpha() == 0, "outside nothing is filled");
        QCOMPARE(seen(110, 110), QColor(Qt::blue));
        use("line");
        drag({{20, 180}, {400, 180}});
        QCOMPARE(seen(30, 180).alpha(), 0);
        use("eraser");
        drag({{20, 150}, {400, 150}});
        QCOMPARE(seen(150, 150).alpha(), 0);
        m_document->undo();
        QCOMPARE(seen(150, 150), QColor(Qt::red));
        QTest::qWait(50);
        test::keepScreenshot(m_view.get(), "selection");
    }

    void aSelectionIsAddedToAndTakenFrom()
    {
        m_settings->setArea(ToolSettings::Area::selection);
        use("select");
        drag({{100, 100}, {200, 200}});
        drag({{300, 100}, {400, 200}}, Qt::ControlModifier);
        QVERIFY(selected(150, 150) == 255 && selected(350, 150) == 255);
        drag({{320, 120}, {380, 180}}, Qt::ShiftModifier);
        QVERIFY(selected(350, 150) == 0 && selected(310, 150) == 255);
        drag({{10, 10}, {60, 60}});
        QVERIFY2(selected(150, 150) == 0 && selected(30, 30) == 255, "without a key it begins anew");
        m_document->undo();
        QCOMPARE(selected(150, 150), 255);
    }

    void areasGrowShrinkFeatherAndInvert()
    {
        m_settings->setArea(ToolSettings::Area::selection);
        use("select");
        drag({{100, 100}, {200, 200}});
        const DocumentState before = m_document->committed();
        const auto edit = [&](AreaEdit what, int pixels) {
            m_document->edit("x", [&](DocumentState& state) { editArea(state, what, pixels); });
        };
        edit(AreaEdit::grow, 10);
        QVERIFY(selected(92, 150) == 255 && selected(88, 150) == 0);
        edit(AreaEdit::shrink, 20);
        QVERIFY(selected(112, 150) == 255 && selected(107, 150) == 0);
        edit(AreaEdit::feather, 8);
        QVERIFY(selected(110, 150) > 60 && selected(110, 150) < 200 && selected(150, 150) == 255);
        m_document->undo();
        m_document->undo();
        m_document->undo();
        QVERIFY(m_document->state() == before);
        edit(AreaEdit::invert, 0);
        QVERIFY(selected(150, 150) == 0 && selected(0, 0) == 255 && selected(511, 511) == 255);
        edit(AreaEdit::invert, 0);
        QVERIFY(m_document->state() == before);
        // Without a selection the mask is meant.
        m_document->edit("none", [](DocumentState& state) {
            state.selection.clear();
            state.mask.paint(
                {50, 50, 20, 20}, [](QPainter& painter) { painter.fillRect(50, 50, 20, 20, Qt::black); });
        });
        edit(AreaEdit::grow, 5);
        QCOMPARE(masked(46, 60), 255);
    }

    void theWandMarksWhatIsOfOneColour()
    {
        fillLayer({100, 100, 100, 100}, Qt::red);
        fillLayer({200, 100, 100, 100}, QColor(255, 10, 0));
        use("wand");
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, view({150, 150}));
        QVERIFY(masked(150, 150) == 255 && masked(250, 150) == 255 && masked(50, 50) == 0);
        m_settings->setTolerance(2);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, Qt::ShiftModifier, view({250, 150}));
        QVERIFY(masked(150, 150) == 255 && masked(250, 150) == 0);
        m_settings->setArea(ToolSettings::Area::selection);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, view({250, 150}));
        QVERIFY(selected(250, 150) == 255 && selected(150, 150) == 0);
    }

    void aLayerIsScaledAndTurnedByItsBox()
    {
        fillLayer({200, 200, 100, 60}, Qt::red);
        const DocumentState before = m_document->committed();
        use("transform");
        drag({{300, 260}, {400, 320}}); // the lower right corner, evenly
        QCOMPARE(seen(390, 310), QColor(Qt::red));
        QCOMPARE(seen(410, 330).alpha(), 0);
        QCOMPARE(seen(205, 205), QColor(Qt::red));
        drag({{400, 320}, {300, 260}}); // back: from the original pixels, so nothing is lost
        const QRect back = m_document->state().layers.front().pixels.bounds(); // to a pixel of the view
        QVERIFY(QRect(198, 198, 104, 64).contains(back) && back.contains(QRect(202, 202, 96, 56)));
        QCOMPARE(seen(204, 204), QColor(Qt::red));
        m_document->undo();
        m_document->undo();
        QVERIFY(m_document->state() == before);
        drag({{250, 150}, {330, 230}}, Qt::ShiftModifier); // from above the middle to its right: a quarter turn
        const QRect turned = m_document->state().layers.front().pixels.bounds();
        QVERIFY2(turned.height() >= 98 && turned.width() <= 64,
            qPrintable(QStringLiteral("%1x%2").arg(turned.width()).arg(turned.height())));
        QTest::qWait(30);
        test::keepScreenshot(m_view.get(), "transform");
        drag({{250, 230}, {260, 240}}); // inside: moved
        QCOMPARE(m_document->state().layers.front().pixels.bounds().size(), turned.size());
    }

    void theStabiliserSmoothsAZigzagAndEndsAtThePointer()
    {
        m_settings->setColour(Qt::black);
        BrushShape thin = m_settings->shape(ToolSettings::Use::paint);
        thin.size = 6;
        m_settings->setShape(ToolSettings::Use::paint, thin);
        QList<QPointF> zigzag;
        for (int i = 0; i <= 20; ++i)
            zigzag << QPointF(100 + i * 15, i % 2 ? 180 : 220);
        use("brush");
        drag(zigzag);
        const QRect rough = m_document->state().layers.front().pixels.bounds();
        m_document->undo();
        m_settings->setStabiliser(0.9);
        drag(zigzag);
        const QRect steady = m_document->state().layers.front().pixels.bounds();
        QVERIFY2(steady.height() < rough.height(), "it is smoother");
        QCOMPARE(seen(400, 220).alpha() > 0, true);
    }

    void pressureFollowsItsCurve()
    {
        PressureCurve curve;
        for (const double pressure : {0.0, 0.25, 0.5, 1.0})
            QVERIFY(std::abs(curve.at(pressure) - pressure) < 1e-4);
        curve.one = {0, 1};
        curve.two = {0, 1}; // soft
        QVERIFY(curve.at(0.3) > 0.6);
        double last = -1;
        for (int i = 0; i <= 100; ++i) {
            QVERIFY(curve.at(i / 100.0) >= last);
            last = curve.at(i / 100.0);
        }
        const auto widthAt = [&](double pressure) {
            use("brush");
            const QPointF at = m_view->toView({250, 250});
            const QPointingDevice pen("pen", 7, QInputDevice::DeviceType::Stylus,
                QPointingDevice::PointerType::Pen, QInputDevice::Capability::Pressure, 1, 1);
            for (const auto type : {QEvent::TabletPress, QEvent::TabletRelease}) {
                QTabletEvent event(type, &pen, at, m_view->mapToGlobal(at), pressure, 0, 0, 0, 0, 0, {},
                    Qt::LeftButton, type == QEvent::TabletPress ? Qt::LeftButton : Qt::NoButton);
                QCoreApplication::sendEvent(m_view.get(), &event);
            }
            const int width = m_document->state().layers.front().pixels.bounds().width();
            m_document->undo();
            return width;
        };
        m_settings->setPressureCurve({});
        const int straight = widthAt(0.3);
        m_settings->setPressureCurve(curve);
        QVERIFY(widthAt(0.3) > straight * 3 / 2);
    }

    void aTurnedAndMirroredViewPaintsWhereThePointerIs()
    {
        m_view->rotateBy(30);
        m_view->setMirrored(true);
        QVERIFY(m_view->isMirrored() && m_view->rotation() == 30);
        const QPointF there(180, 320);
        const QPointF mapped = m_view->toView(there);
        m_settings->setColour(Qt::red);
        use("brush");
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, mapped.toPoint());
        QCOMPARE(seen(180, 320), QColor(Qt::red));
        QCOMPARE(seen(320, 320).alpha(), 0);
        use("frame");
        QTest::qWait(50);
        test::keepScreenshot(m_view.get(), "turned");
        // What is seen there is what was painted.
        const QImage shot = m_view->grab().toImage();
        QVERIFY(shot.pixelColor(mapped.toPoint()).red() > 200 && shot.pixelColor(mapped.toPoint()).green() < 60);
        m_view->resetRotation();
        m_view->setMirrored(false);
        m_view->fit();
        QCOMPARE(m_view->rotation(), 0.0);
    }

    void thePaletteChoosesBrushesAndColours()
    {
        QCOMPARE(brushPresets().size(), std::size_t(6));
        m_settings->setColour(Qt::red);
        use("brush");
        drag({{100, 100}, {200, 100}});
        m_settings->setColour(Qt::blue);
        drag({{100, 200}, {200, 200}});
        QCOMPARE(m_settings->recentColours(), (QList<QColor>{Qt::blue, Qt::red}));
        auto* palette = new BrushPalette(m_settings.get(), ToolSettings::Use::paint, m_view.get());
        palette->showAt(m_view->mapToGlobal(QPoint(300, 300)));
        QTest::qWait(30);
        test::keepScreenshot(palette, "palette");
        const auto buttons = palette->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 6);
        QTest::mouseClick(buttons[5], Qt::LeftButton);
        QVERIFY(m_settings->shape(ToolSettings::Use::paint) == brushPresets()[5].shape);
        palette = new BrushPalette(m_settings.get(), ToolSettings::Use::paint, m_view.get());
        palette->showAt(m_view->mapToGlobal(QPoint(300, 300)));
        for (QWidget* each : palette->findChildren<QWidget*>())
            if (each->accessibleName() == "Recent colours")
                QTest::mouseClick(each, Qt::LeftButton, {}, QPoint(33, 10));
        QCOMPARE(m_settings->colour(), QColor(Qt::red));
    }

    void theColourPanelPicksNamesAndKeepsColours()
    {
        ColourPanel panel(m_settings.get());
        panel.resize(300, 420);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QWidget *wheel = nullptr, *swatches = nullptr;
        for (QWidget* each : panel.findChildren<QWidget*>()) {
            if (each->accessibleName() == "Colour wheel")
                wheel = each;
            if (each->accessibleName() == "Swatches")
                swatches = each;
        }
        QVERIFY(wheel && swatches);
        auto* number = panel.findChild<QLineEdit*>();
        number->setFocus();
        number->selectAll();
        QTest::keyClicks(number, "e8833a");
        QTest::keyClick(number, Qt::Key_Return);
        QCOMPARE(m_settings->colour(), QColor(0xe8833a));
        QTest::mouseClick(wheel, Qt::LeftButton, {}, wheel->rect().center());
        const QColor picked = m_settings->colour();
        QVERIFY(std::abs(picked.hsvSaturation() - 127) < 8 && std::abs(picked.value() - 127) < 8);
        QVERIFY(std::abs(picked.hsvHue() - QColor(0xe8833a).hsvHue()) <= 1);
        for (QToolButton* each : panel.findChildren<QToolButton*>())
            if (each->toolTip().startsWith("Keep"))
                QTest::mouseClick(each, Qt::LeftButton);
        QVERIFY(QSettings().value("swatches").toStringList().contains(picked.name()));
        QTest::mouseClick(swatches, Qt::LeftButton, {}, QPoint(10, 10));
        QCOMPARE(m_settings->colour(), QColor(Qt::black));
        test::keepScreenshot(&panel, "colours");
    }
};

int main(int count, char** words)
{
    QApplication application(count, words);
    QCoreApplication::setOrganizationName("tarn");
    QCoreApplication::setApplicationName("tarn-test");
    Theme theme;
    theme.choose(Theme::Choice::dark);
    PaintingTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_painting.moc"
