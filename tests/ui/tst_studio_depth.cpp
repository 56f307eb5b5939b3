#include "../../ui/window/depth_actions.h"
#include "studio_window.h"

#include <look/notice_bar.h>
#include <panels/draw_panel.h>
#include <window/generation.h>

#include <QTest>

using namespace tarn::studio;

/// Depth in the window over the real engine, with a tiny depth-to-image model: its pictures are not worth looking
/// at.
class StudioDepthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void depthIsEstimatedAndFollowed()
    {
        test::StudioWindow studio;
        studio.open({"--models", test::tinyModels(0).toStdString()});
        studio.waitForEngine();
        Document& document = studio.document();
        const Candidates& candidates = *studio->candidates();
        QImage picture(512, 512, QImage::Format_ARGB32_Premultiplied);
        for (int y = 0; y < 512; ++y)
            for (int x = 0; x < 512; ++x)
                reinterpret_cast<QRgb*>(picture.scanLine(y))[x] = qRgb(x / 2, y / 2, (x ^ y) & 255);
        document.edit("picture", [&](DocumentState& state) {
            state.layers.front().pixels.replace({}, picture);
            state.draft.request.model.name = "sd2-depth";
            state.draft.request.steps = 4;
        });
        const DocumentState before = document.committed();
        // The starter's comes first among those that estimate, and is as good for another model.
        studio->depth()->fromPicture();
        QTRY_VERIFY_WITH_TIMEOUT(document.state().depth, 60000);
        const QImage map = document.state().depth->pixels.copied({0, 0, 512, 512});
        QVERIFY2(map.pixel(5, 5) != map.pixel(300, 300), "it is no flat map");
        QTRY_COMPARE(studio->generation()->mode(), Mode::depthToImage);
        QTRY_VERIFY2(studio->drawPanel()->reason().isEmpty(), qPrintable(studio->drawPanel()->reason()));
        document.edit("model", [](DocumentState& state) { state.draft.request.model.name = "sd15"; });
        QTRY_VERIFY2(studio->drawPanel()->reason().contains("depth"), "this one does not look at it");
        QVERIFY(!studio->drawPanel()->button()->isEnabled());
        document.undo();
        QTRY_VERIFY(studio->drawPanel()->reason().isEmpty());
        studio.drawOne("sketch them");
        QVERIFY2(candidates.count() == 1 && candidates.current()->finished,
            qPrintable(studio->drawPanel()->notice()->sentence()));
        QVERIFY(candidates.current()->drawing.request.depth.isGiven());
        QTest::keyClick(studio.canvas(), Qt::Key_Return);
        QVERIFY(!document.state().depth->visible);
        while (document.state().depth)
            document.undo();
        QVERIFY(document.state().layers == before.layers && document.state().mask == before.mask);
    }
};

int main(int count, char** words)
{
    QApplication application(count, words);
    StudioDepthTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_studio_depth.moc"
