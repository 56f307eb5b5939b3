#include "canvas_test.h"
#include "stall_watch.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <ctime>

using namespace tarn::studio;

namespace {

constexpr int side = 4096, layers = 20;
constexpr double frame = 1000.0 / 60; ///< milliseconds

/// Of all threads, as Qt paints on several; what other programs do does not count.
double milliseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1000 + double(now.tv_nsec) / 1e6;
}

/// Layers that cover all, as photographs do, and some that cover a part; two that are mixed in another way.
DocumentState largeDocument()
{
    DocumentState state = blankDocument({side, side});
    const QImage noise = test::noise({512, 512}, 1);
    for (int i = 0; i < layers; ++i) {
        Layer& layer = i == 0 ? state.layers.front() : state.addLayer(QString::number(i));
        const QRect area = i % 4 == 0 ? state.area() : QRect(i * 150, i * 120, 1200, 1200);
        layer.pixels.paint(area, [&](QPainter& painter) { painter.fillRect(area, QBrush(noise)); });
        layer.opacity = i == 0 ? 1 : 0.6;
        layer.mode = &blendModes()[i == 7 ? 1 : i == 13 ? 3 : 0];
    }
    return state;
}

struct Times {
    double median, worst;
};

Times of(std::vector<double> all)
{
    std::ranges::sort(all);
    return {all[all.size() / 2], all.back()};
}

} // namespace

/// 4096² with 20 layers stays at 60 frames a second while one pans and paints.
class CanvasSpeedTest : public test::CanvasTest {
    Q_OBJECT

private:
    int m_painted = 0;

    bool eventFilter(QObject*, QEvent* event) override
    {
        m_painted += event->type() == QEvent::Paint;
        return false;
    }
    void judge(const char* what, const Times& times)
    {
        qInfo("%s: %.1f ms in the middle, %.1f ms at worst", what, times.median, times.worst);
#if !defined(__SANITIZE_ADDRESS__) && defined(NDEBUG)
        QVERIFY2(times.median <= frame, what);
        QVERIFY2(times.worst <= 100, what);
#endif
    }

private Q_SLOTS:
    void initTestCase()
    {
        open(largeDocument(), {1600, 1000});
        m_view->installEventFilter(this);
        use("brush");
        QTest::qWait(300);
    }
    void cleanupTestCase() { close(); }

    void panning_data()
    {
        QTest::addColumn<double>("percent");
        QTest::newRow("whole") << 24.0;
        QTest::newRow("half") << 50.0;
        QTest::newRow("pixels") << 100.0;
    }
    void panning()
    {
        QFETCH(double, percent);
        m_view->fit(); // the middle of the document is in the middle
        m_view->setZoom(percent);
        test::StallWatch watch;
        std::vector<double> times;
        QPoint at(1200, 700);
        m_painted = 0;
        const QPointF before = m_view->toView({2000, 2000});
        QTest::mousePress(m_view.get(), Qt::MiddleButton, {}, at);
        for (int i = 0; i < 90; ++i) {
            at -= QPoint(6, 4);
            const double start = milliseconds();
            test::moveHeld(m_view.get(), at, Qt::MiddleButton);
            m_view->repaint(); // at once, and not when the platform next would
            times.push_back(milliseconds() - start);
        }
        QTest::mouseRelease(m_view.get(), Qt::MiddleButton, {}, at);
        QVERIFY2(m_painted >= 90, "each move was painted");
        QCOMPARE(m_view->toView({2000, 2000}) - before, QPointF(-540, -360));
        judge(QTest::currentDataTag(), of(times));
#if !defined(__SANITIZE_ADDRESS__) && defined(NDEBUG)
        QVERIFY2(watch.worst() <= watch.limit, qPrintable(QString::number(watch.worst())));
#endif
    }

    void painting_data()
    {
        QTest::addColumn<double>("percent");
        QTest::addColumn<double>("size");
        QTest::newRow("small brush, pixels") << 100.0 << 40.0;
        QTest::newRow("large brush, pixels") << 100.0 << 200.0;
        QTest::newRow("large brush, whole") << 24.0 << 200.0;
    }
    void painting()
    {
        QFETCH(double, percent);
        QFETCH(double, size);
        m_view->fit();
        m_view->setZoom(percent);
        QTest::qWait(400); // all tiles are there
        BrushShape shape = m_settings->shape(ToolSettings::Use::paint);
        shape.size = size;
        m_settings->setShape(ToolSettings::Use::paint, shape);
        m_settings->setColour(QColor(200, 90, 30));
        std::vector<double> times;
        QPoint at(500, 400);
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, at);
        for (int i = 0; i < 60; ++i) {
            at += QPoint(8, i % 20 < 10 ? 5 : -5);
            const double before = milliseconds();
            test::moveHeld(m_view.get(), at);
            m_view->repaint();
            times.push_back(milliseconds() - before);
        }
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, at);
        judge(QTest::currentDataTag(), of(times));
        m_document->undo();
    }
};

QTEST_MAIN(CanvasSpeedTest)
#include "tst_canvas_speed.moc"
