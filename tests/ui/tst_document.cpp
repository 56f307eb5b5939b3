#include "document_samples.h"

#include <document/candidates.h>
#include <document/composite.h>
#include <document/drawing.h>
#include <document/image_convert.h>
#include <image/png.h>
#include <protocol/blob.h>

#include <QSignalSpy>
#include <QTest>

using namespace tarn::studio;

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tilesHoldExactlyWhatWasPutIn()
    {
        TiledImage tiles;
        const QImage picture = test::noise({700, 300}, 3);
        tiles.replace({-130, -20}, picture);
        QVERIFY(tiles.copied({-130, -20, 700, 300}) == picture);
        QCOMPARE(tiles.copied({5000, 5000, 10, 10}).pixel(5, 5), 0u);
        QVERIFY(tiles.bounds().isValid() && QRect(-130, -20, 700, 300).contains(tiles.bounds()));
        const TiledImage copy = tiles;
        QCOMPARE(tiles.bytesBeside(copy), std::size_t(0));
        tiles.paint({0, 0, 10, 10}, [](QPainter& painter) { painter.fillRect(0, 0, 10, 10, Qt::red); });
        QCOMPARE(tiles.bytesBeside(copy), std::size_t(256 * 256 * 4));
        QVERIFY(!(tiles == copy));
        QCOMPARE(tiles.changedFrom(copy), QRegion(0, 0, 10, 10));
    }

    void emptyTilesAreDropped()
    {
        TiledImage tiles;
        tiles.replace({0, 0}, test::noise({256, 256}, 1));
        QImage nothing(256, 256, QImage::Format_ARGB32_Premultiplied);
        nothing.fill(0);
        tiles.replace({0, 0}, nothing);
        QVERIFY(tiles.isEmpty());
        QVERIFY(tiles.bounds().isEmpty());
    }

    void undoRestoresTheExactDocument()
    {
        Document document(test::sampleDocument());
        QRandomGenerator random(quint32(7));
        std::vector<DocumentState> states{document.committed()};
        for (int i = 0; i < 60; ++i) {
            document.edit(QString::number(i), [&](DocumentState& state) {
                switch (random.bounded(6)) {
                case 0:
                    state.layers[random.bounded(quint32(state.layers.size()))].pixels.replace(
                        {random.bounded(500), random.bounded(300)}, test::noise({60, 60}, random.generate()));
                    break;
                case 1:
                    state.addLayer("more");
                    break;
                case 2:
                    state.frame.translate(8, 8);
                    break;
                case 3:
                    state.mask.paint({i, i, 20, 20}, [](QPainter& p) { p.fillRect(0, 0, 999, 999, Qt::black); });
                    break;
                case 4:
                    state.activeLayer()->opacity = random.bounded(1.0);
                    break;
                default:
                    growTo(state, QRect(-10, -10, 20, 20));
                }
            });
            if (!(document.committed() == states.back()))
                states.push_back(document.committed());
        }
        for (std::size_t i = states.size(); i-- > 0;) {
            QVERIFY(document.state() == states[i]);
            document.undo();
        }
        for (const DocumentState& state : states) {
            QVERIFY(document.state() == state);
            document.redo();
        }
    }

    void aGestureLeavesNoTraceWhenItIsReverted()
    {
        Document document(test::sampleDocument());
        const DocumentState before = document.committed();
        QSignalSpy pixels(&document, &Document::pixelsChanged), history(&document, &Document::historyChanged);
        DocumentState shown = before;
        shown.layers.front().pixels.replace({300, 300}, test::noise({20, 20}, 9));
        document.show(shown);
        QCOMPARE(pixels.size(), 1);
        QCOMPARE(pixels.at(0).at(0).value<QRegion>().boundingRect(), QRect(300, 300, 20, 20));
        document.revert();
        QVERIFY(document.state() == before);
        QVERIFY(history.isEmpty() && !document.history().canUndo() && !document.isModified());
    }

    void anEditAfterAnUndoStartsABranchAndForgetsNothing()
    {
        Document document(blankDocument({64, 64}));
        const auto name = [&](const QString& text) {
            document.edit(text, [&](DocumentState& state) { state.layers.front().name = text; });
        };
        name("one");
        const int one = document.history().current();
        name("two");
        const int two = document.history().current();
        document.undo();
        name("three");
        QCOMPARE(document.history().node(one).children.size(), std::size_t(2));
        document.goTo(two);
        QCOMPARE(document.state().layers.front().name, QString("two"));
        document.undo();
        document.redo();
        QCOMPARE(document.state().layers.front().name, QString("two"));
    }

    void historyStaysWithinItsMemory()
    {
        const std::size_t tile = 256 * 256 * 4, budget = 20 * tile;
        UndoTree tree(blankDocument({512, 512}), budget);
        DocumentState state = tree.state();
        for (int i = 0; i < 200; ++i) {
            state.layers.front().pixels.replace({0, 0}, test::noise({100, 100}, quint32(i)));
            tree.add("paint", state);
            if (i % 7 == 3) {
                tree.undo();
                state = tree.state();
            }
            QVERIFY2(tree.bytes() <= budget, qPrintable(QString::number(tree.bytes())));
            QVERIFY(tree.state() == state);
        }
        int steps = 0;
        for (; tree.canUndo(); ++steps)
            tree.undo();
        QVERIFY2(steps >= 5, qPrintable(QString::number(steps)));
    }

    void typingAWordIsOneStep()
    {
        Document document(blankDocument({64, 64}));
        document.edit("x", [](DocumentState& state) { state.frame.translate(8, 0); });
        for (const char* text : {"s", "se", "sea"})
            document.edit(
                "Prompt", [&](DocumentState& s) { s.draft.request.prompt = text; }, "prompt");
        document.undo();
        QCOMPARE(document.state().draft.request.prompt, std::string());
        document.redo();
        QCOMPARE(document.state().draft.request.prompt, std::string("sea"));
        document.seal();
        document.edit(
            "Prompt", [](DocumentState& s) { s.draft.request.prompt = "seal"; }, "prompt");
        document.undo();
        QCOMPARE(document.state().draft.request.prompt, std::string("sea"));
    }

    void layersAreComposedAsTheirModesSay()
    {
        DocumentState state = blankDocument({2, 1});
        QImage grey(2, 1, QImage::Format_ARGB32_Premultiplied);
        grey.fill(QColor(128, 128, 128));
        state.layers.front().pixels.replace({}, grey);
        Layer& top = state.addLayer("top");
        top.pixels.replace({}, grey.copy(0, 0, 1, 1));
        top.mode = &blendModes()[1]; // multiply
        const QImage picture = composited(state, state.area());
        QCOMPARE(qRed(picture.pixel(0, 0)), 64);
        QCOMPARE(qRed(picture.pixel(1, 0)), 128);
        top.opacity = 0.5;
        QVERIFY(std::abs(qRed(composited(state, state.area()).pixel(0, 0)) - 96) <= 1);
        top.visible = false;
        QCOMPARE(qRed(composited(state, state.area()).pixel(0, 0)), 128);
        QCOMPARE(composited(state, {-1, 0, 1, 1}).pixel(0, 0), 0u);
    }

    void theModeFollowsFromTheFrame()
    {
        DocumentState state = blankDocument({256, 256});
        QCOMPARE(modeOf(state), Mode::textToImage);
        QImage full(256, 256, QImage::Format_ARGB32_Premultiplied);
        full.fill(Qt::blue);
        state.layers.front().pixels.replace({}, full);
        QCOMPARE(modeOf(state), Mode::imageToImage);
        QImage mask(10, 10, QImage::Format_Alpha8);
        mask.fill(255);
        state.mask.replace({100, 100}, mask);
        QCOMPARE(modeOf(state), Mode::inpaint);
        state.frame = {0, 0, 64, 64}; // the mask lies beside it
        QCOMPARE(modeOf(state), Mode::imageToImage);
        state.frame = {128, 128, 256, 256};
        QCOMPARE(modeOf(state), Mode::outpaint);
        state.frame = {300, 0, 256, 256};
        QCOMPARE(modeOf(state), Mode::textToImage);
        state.frame = state.area();
        state.draft.mode = "text-to-image";
        QCOMPARE(modeOf(state), Mode::textToImage);
    }

    void aDrawingCarriesThePicturesThatItNeeds()
    {
        DocumentState state = blankDocument({512, 256});
        QImage full(512, 256, QImage::Format_ARGB32_Premultiplied);
        full.fill(QColor(10, 200, 30));
        state.layers.front().pixels.replace({}, full);
        state.frame = {256, 0, 512, 256};
        const Drawing drawing = drawingFor(state, 128);
        QCOMPARE(drawing.mode, Mode::outpaint);
        QCOMPARE(QSize(drawing.request.width, drawing.request.height), runSize({512, 256}, 128));
        QCOMPARE(drawing.files.size(), std::size_t(2));
        QCOMPARE(drawing.request.image.sha256, tarn::referenceTo(drawing.files[0]).sha256);
        const QImage start = toQImage(tarn::readPng(drawing.files[0], "start"));
        QVERIFY2(start.pixelColor(start.width() - 2, 20).green() > 150, "the empty part is filled from the rest");
        const QImage mask = toQMask(tarn::readPng(drawing.files[1], "mask"));
        QCOMPARE(int(mask.constScanLine(20)[2]), 0);
        QCOMPARE(int(mask.constScanLine(20)[mask.width() - 2]), 255);
        QImage result({drawing.request.width, drawing.request.height}, QImage::Format_ARGB32_Premultiplied);
        result.fill(Qt::red);
        const QImage fitted = fittedToFrame(drawing, result);
        QCOMPARE(fitted.size(), QSize(512, 256));
        QCOMPARE(qAlpha(fitted.pixel(2, 100)), 0); // the old picture stays
        QCOMPARE(qAlpha(fitted.pixel(500, 100)), 255);
    }

    void theRunHasTheModelsAreaAndTheFramesAspect()
    {
        for (const QSize frame : {QSize(512, 512), QSize(768, 512), QSize(512, 768), QSize(1024, 256)}) {
            const QSize run = runSize(frame, 128);
            QCOMPARE(run.width() % 8, 0);
            QCOMPARE(run.height() % 8, 0);
            QVERIFY(std::abs(run.width() * run.height() - 128 * 128) < 128 * 16);
            QVERIFY(std::abs(double(run.width()) / run.height() - double(frame.width()) / frame.height()) < 0.3);
        }
    }

    void candidatesAreSteppedThroughAroundTheirEnds()
    {
        Candidates candidates;
        for (const char* job : {"a", "b", "c"})
            candidates.add(job, {});
        candidates.step(-1);
        QCOMPARE(candidates.current()->job, std::string("c"));
        candidates.step(1);
        QCOMPARE(candidates.current()->job, std::string("a"));
        candidates.setResult("b", QImage(1, 1, QImage::Format_ARGB32_Premultiplied));
        candidates.setPreview("b", QImage());
        QVERIFY2(!candidates.at(1).picture.isNull(), "a late preview takes no result's place");
        candidates.remove("a");
        QCOMPARE(candidates.current()->job, std::string("b"));
        QVERIFY(candidates.anyRunning());
    }
};

QTEST_GUILESS_MAIN(DocumentTest)
#include "tst_document.moc"
