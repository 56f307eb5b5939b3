#include "document_samples.h"

#include <document/composite.h>
#include <document/drawing.h>
#include <document/open_raster.h>

#include <QTemporaryDir>
#include <QTest>

using namespace tarn::studio;

/// The guides (sketch and depth), the mode that follows from them, and what a drawing is made from.
class ModesTest : public QObject {
    Q_OBJECT

private:
    static DocumentState painted(QColor colour)
    {
        DocumentState state = blankDocument({512, 512});
        QImage picture(512, 512, QImage::Format_ARGB32_Premultiplied);
        picture.fill(colour);
        state.layers.front().pixels.replace({}, picture);
        return state;
    }
    static void scribble(DocumentState& state, const QRect& area, QColor colour)
    {
        state.useSketch().pixels.paint(area, [&](QPainter& painter) { painter.fillRect(area, colour); });
    }
    static QString leader(const DocumentState& state) { return leadingNet(state, contentOf(state)); }
    static bool startsFromPixels(const DocumentState& state)
    {
        const FrameContent content = contentOf(state);
        const Mode mode = modeOf(state, content);
        return tarn::studio::startsFromPixels(
            state, mode, content, mode == Mode::sketchToImage && !leader(state).isEmpty());
    }
    static void maskOut(DocumentState& state, const QRect& area)
    {
        state.mask.paint(area, [&](QPainter& painter) { painter.fillRect(area, Qt::black); });
    }
    static QImage grey(QSize size, int value)
    {
        QImage map(size, QImage::Format_ARGB32_Premultiplied);
        map.fill(qRgb(value, value, value));
        return map;
    }
    static QImage decoded(const std::vector<std::byte>& png)
    {
        return QImage::fromData(reinterpret_cast<const uchar*>(png.data()), int(png.size()));
    }

private Q_SLOTS:
    void theModeFollowsFromTheGuides()
    {
        DocumentState state = blankDocument({512, 512});
        QCOMPARE(modeOf(state), Mode::textToImage);
        scribble(state, {10, 10, 100, 100}, Qt::blue);
        QCOMPARE(modeOf(state), Mode::sketchToImage);
        state.frame = {200, 200, 256, 256};
        QCOMPARE(modeOf(state), Mode::textToImage);
        state.frame = state.area();
        state.sketch->visible = false;
        QCOMPARE(modeOf(state), Mode::textToImage);
        state.draft.mode = "sketch-to-image";
        QCOMPARE(modeOf(state), Mode::sketchToImage);
        state.draft.mode = "auto";

        state = painted(Qt::darkGreen);
        scribble(state, {10, 10, 100, 100}, Qt::blue);
        QCOMPARE(modeOf(state), Mode::sketchToImage);
        maskOut(state, {0, 0, 150, 150});
        QCOMPARE(modeOf(state), Mode::inpaint);
        state.setDepth(grey({512, 512}, 80), {});
        QCOMPARE(modeOf(state), Mode::depthToImage);
        state.depth->visible = false;
        QCOMPARE(modeOf(state), Mode::inpaint);
    }

    void guidesAreSeenAndAreNoPartOfThePicture()
    {
        DocumentState state = painted(Qt::darkGreen);
        scribble(state, {0, 0, 64, 64}, Qt::blue);
        QCOMPARE(composited(state, {10, 10, 1, 1}).pixelColor(0, 0), QColor(Qt::darkGreen));
        QCOMPARE(compositedWithGuides(state, {10, 10, 1, 1}).pixelColor(0, 0), QColor(Qt::blue));
        state.sketch->visible = false;
        QCOMPARE(compositedWithGuides(state, {10, 10, 1, 1}).pixelColor(0, 0), QColor(Qt::darkGreen));
    }

    void aSketchIsLaidOverWhatIsThereAndGoesOnIntoWhatIsNot()
    {
        DocumentState state = blankDocument({512, 512});
        scribble(state, {0, 0, 512, 200}, QColor(40, 90, 220));
        scribble(state, {0, 300, 512, 212}, QColor(30, 120, 30));
        const Drawing drawing = drawingFor(state, 128);
        QCOMPARE(drawing.mode, Mode::sketchToImage);
        QCOMPARE(drawing.files.size(), std::size_t(1));
        const QImage start = decoded(drawing.files.front());
        QCOMPARE(start.size(), QSize(128, 128));
        QVERIFY(!start.hasAlphaChannel());
        QCOMPARE(start.pixelColor(60, 20), QColor(40, 90, 220));
        QCOMPARE(start.pixelColor(60, 110), QColor(30, 120, 30));
        const QColor gap = start.pixelColor(60, 62); // no paper shows between them
        QVERIFY(gap.red() < 60 && gap.lightness() < 160);
        QVERIFY(!drawing.request.mask.isGiven() && drawing.request.strength == state.draft.request.strength);
    }

    void aSketchsLinesLeadWithoutTheirColours()
    {
        DocumentState state = blankDocument({512, 512});
        scribble(state, {0, 240, 512, 16}, QColor(40, 90, 220));
        QCOMPARE(leader(state), QString("starter-scribble"));
        state.draft.sketchNet = sketchColours;
        QCOMPARE(leader(state), QString());
        state.draft.sketchNet = "a-net";
        QCOMPARE(leader(state), QString("a-net"));
        Drawing drawing = drawingFor(state, 128);
        QCOMPARE(drawing.mode, Mode::sketchToImage);
        QVERIFY2(!drawing.request.image.isGiven(), "there is no picture to start from");
        QCOMPARE(drawing.request.controls.size(), std::size_t(1));
        QCOMPARE(drawing.request.controls.front().model.name, std::string("a-net"));
        const QImage lines = decoded(drawing.files.back());
        QCOMPARE(lines.size(), QSize(128, 128));
        QCOMPARE(lines.pixelColor(60, 62), QColor(Qt::white));
        QCOMPARE(lines.pixelColor(60, 20), QColor(Qt::black));

        state.layers.front().pixels = painted(Qt::darkGreen).layers.front().pixels;
        drawing = drawingFor(state, 128);
        QVERIFY(drawing.request.image.isGiven() && drawing.request.controls.size() == 1);
        QVERIFY2(decoded(drawing.files.back()).pixelColor(60, 62) == QColor(Qt::darkGreen), "no stroke is in it");

        Draft again;
        takeSettings(again, drawing.request);
        QCOMPARE(again.sketchNet, QString("a-net"));
        QVERIFY(again.request.controls.empty() && !again.request.image.isGiven());
    }

    void aDrawingHasAPictureToStartFromWhereItIsSaidTo()
    {
        DocumentState lines = blankDocument({512, 512});
        QVERIFY(!startsFromPixels(lines));
        scribble(lines, {0, 240, 512, 16}, Qt::blue);
        DocumentState colours = lines, over = lines, depth = painted(Qt::darkGreen),
                      alone = blankDocument({512, 512});
        colours.draft.sketchNet = sketchColours;
        over.layers.front().pixels = painted(Qt::darkGreen).layers.front().pixels;
        depth.setDepth(grey({512, 512}, 80), {});
        alone.setDepth(grey({512, 512}, 80), {});
        DocumentState both = alone;
        scribble(both, {0, 240, 512, 16}, Qt::blue);
        DocumentState hidden = both;
        hidden.sketch->visible = false;
        const std::pair<DocumentState, bool> cases[] = {{lines, false}, {colours, true}, {over, true},
            {painted(Qt::darkGreen), true}, {depth, true}, {alone, false}, {both, true}, {hidden, false}};
        for (const auto& [state, starts] : cases) {
            QCOMPARE(startsFromPixels(state), starts);
            QCOMPARE(drawingFor(state, 128).request.image.isGiven(), starts);
        }
    }

    void aSketchLeadsByWhatItWasDrawnAs()
    {
        DocumentState state = blankDocument({512, 512});
        scribble(state, {0, 0, 512, 120}, Qt::blue); // 23 %
        QCOMPARE(leader(state), QString("starter-scribble"));
        state.draft.request.model.name = "another";
        QCOMPARE(leader(state), QString());
        state.draft.request.model = {};
        scribble(state, {0, 120, 512, 20}, Qt::blue); // 27 %
        QCOMPARE(leader(state), QString());
        DocumentState over = painted(Qt::darkGreen);
        scribble(over, {0, 0, 40, 40}, Qt::blue);
        QCOMPARE(leader(over), QString());
    }

    void anInpaintingStartsFromTheSketchInTheMask()
    {
        DocumentState state = painted(Qt::darkGreen);
        maskOut(state, {100, 100, 200, 200});
        scribble(state, {150, 150, 100, 100}, Qt::red);
        const Drawing drawing = drawingFor(state, 128);
        QCOMPARE(drawing.mode, Mode::inpaint);
        const QImage start = decoded(drawing.files.front());
        QCOMPARE(start.pixelColor(50, 50), QColor(Qt::red));
        QCOMPARE(start.pixelColor(5, 5), QColor(Qt::darkGreen));
        QCOMPARE(qAlpha(fittedToFrame(drawing, painted(Qt::black).layers.front().pixels.copied({0, 0, 128, 128}))
                            .pixel(500, 500)),
            0);
    }

    void aDepthIsHandedOnWithOrWithoutAPicture()
    {
        DocumentState state = blankDocument({512, 512});
        state.setDepth(grey({512, 256}, 200), {0, 0});
        Drawing drawing = drawingFor(state, 128);
        QCOMPARE(drawing.mode, Mode::depthToImage);
        QVERIFY(drawing.request.depth.isGiven() && !drawing.request.image.isGiven());
        const QImage map = decoded(drawing.files.front());
        QCOMPARE(map.size(), QSize(128, 128));
        QCOMPARE(map.pixelColor(60, 20).red(), 200);
        QVERIFY2(map.pixelColor(60, 120).red() == 0, "what has no depth is far away");
        state.layers.front().pixels = painted(Qt::darkGreen).layers.front().pixels;
        drawing = drawingFor(state, 128);
        QVERIFY(drawing.request.depth.isGiven() && drawing.request.image.isGiven());
        QCOMPARE(decoded(drawing.files.back()).pixelColor(60, 60), QColor(Qt::darkGreen));
    }

    void acceptingHidesTheGuidesAndGoesOnOnTheResult()
    {
        DocumentState state = blankDocument({512, 512});
        scribble(state, {0, 0, 512, 512}, Qt::blue);
        const Drawing drawing = drawingFor(state, 128);
        DocumentState after = state;
        acceptInto(after, drawing, grey({512, 512}, 50));
        QVERIFY(!after.sketch->visible);
        QVERIFY(after.sketch->pixels == state.sketch->pixels);
        QCOMPARE(after.active, after.layers.front().id);
        QCOMPARE(after.layers.size(), std::size_t(1));
        QCOMPARE(after.layers.front().drawn->mode, QString("sketch-to-image"));
        QCOMPARE(modeOf(after), Mode::imageToImage);
    }

    /// The layer's own request comes to be again from what is laid out, whatever was done in between.
    void aLayerIsLaidOutAsItWasDrawn()
    {
        DocumentState state = painted(Qt::darkGreen);
        state.draft.request.prompt = "a lake";
        state.draft.request.seed = 77;
        state.frame = {0, 0, 256, 256};
        maskOut(state, {60, 60, 80, 80});
        const Drawing first = drawingFor(state, 128);
        acceptInto(state, first, fittedToFrame(first, grey({128, 128}, 9)));
        const int made = state.layers.back().id;
        state.layers.back().opacity = 0.5;
        state.mask.clear();
        state.frame = state.area();
        state.draft.request.prompt = "something else";
        growTo(state, {-64, 0, 64, 512});
        Layer& above = state.addLayer("above");
        above.pixels.replace({300, 300}, test::noise({50, 50}, 3));
        const DocumentState before = state;

        layOutAgain(state, made);
        QCOMPARE(state.frame, QRect(64, 0, 256, 256));
        QCOMPARE(state.draft.replaces, made);
        Drawing again = drawingFor(state, 128);
        again.request.engine = first.request.engine;
        QVERIFY2(again.request == first.request, "the same pixels of picture and mask, the same settings");
        acceptInto(state, again, fittedToFrame(again, grey({128, 128}, 200)));
        QCOMPARE(state.layers.size(), before.layers.size());
        QCOMPARE(state.layers[0].pixels, before.layers[0].pixels);
        QCOMPARE(state.layers[2].pixels, before.layers[2].pixels);
        QCOMPARE(state.layers[1].opacity, 0.5);
        QCOMPARE(state.layers[1].pixels.copied({164, 100, 1, 1}).pixelColor(0, 0), QColor(200, 200, 200));
        QCOMPARE(state.draft.replaces, 0);
    }

    void inputsOfADrawingGiveTheSameRequestAgain_data()
    {
        QTest::addColumn<QString>("mode");
        for (const char* mode : {"image-to-image", "inpaint", "outpaint", "sketch-to-image", "depth-to-image"})
            QTest::newRow(mode) << mode;
    }
    void inputsOfADrawingGiveTheSameRequestAgain()
    {
        QFETCH(QString, mode);
        DocumentState state = painted(Qt::darkGreen);
        state.layers.front().pixels.replace(
            {100, 100}, test::noise({200, 200}, 5).convertToFormat(QImage::Format_RGB32));
        if (mode == "inpaint")
            maskOut(state, {60, 60, 80, 80});
        if (mode == "outpaint")
            state.frame = {-100, 0, 512, 512};
        if (mode == "sketch-to-image")
            scribble(state, {0, 0, 300, 200}, Qt::blue);
        if (mode == "depth-to-image")
            state.setDepth(grey({512, 512}, 120), {});
        state.draft.request.seed = 5;
        const Drawing first = drawingFor(state, 128);
        QCOMPARE(QString(nameOf(first.mode)), mode);

        DocumentState other = painted(Qt::red);
        scribble(other, {20, 20, 50, 50}, Qt::white);
        layOut(other, first.request, first.inputs, {{-30, 40}, first.frame.size()});
        const Drawing second = drawingFor(other, 128);
        QCOMPARE(second.mode, first.mode);
        QVERIFY(second.request == first.request);
        DocumentState same = state;
        layOut(same, first.request, first.inputs, state.frame);
        QVERIFY2(same.layers.size() == state.layers.size(), "what is there already is not laid out twice");
        QVERIFY(drawingFor(same, 128).request == first.request);
    }
};

QTEST_GUILESS_MAIN(ModesTest)
#include "tst_modes.moc"
