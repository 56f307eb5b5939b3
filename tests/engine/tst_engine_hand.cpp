#include "engine_session.h"

#include <image/convert.h>
#include <image/geometry.h>

#include <QTemporaryDir>
#include <cmath>
#include <csignal>

using namespace tarn;
using Phase = JobProgress::Phase;

namespace {

Image plainPicture(int width, int height, std::array<int, 3> colour)
{
    Image image = blankImage(width, height, 3, 8);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = std::byte(colour[i % 3]);
    return image;
}

/// Two slopes and some stripes, so that no part is like another.
Image pattern(int width, int height)
{
    Image image = blankImage(width, height, 3, 8);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            std::byte* pixel = &image.pixels[std::size_t(y * width + x) * 3];
            pixel[0] = std::byte(40 + x * 180 / width);
            pixel[1] = std::byte(60 + y * 150 / height);
            pixel[2] = std::byte((x / 8 + y / 8) % 2 ? 200 : 90);
        }
    return image;
}

Image maskWith(int width, int height, const Box& box)
{
    Image mask = blankImage(width, height, 1, 8);
    for (int y = box.y; y < box.bottom(); ++y)
        std::fill_n(mask.pixels.begin() + y * width + box.x, box.width, std::byte(255));
    return mask;
}

/// Mean of the absolute differences, in levels.
double distance(const Image& a, const Image& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        sum += std::abs(std::to_integer<int>(a.pixels[i]) - std::to_integer<int>(b.pixels[i]));
    return sum / double(a.pixels.size());
}

} // namespace

/// A running job changed by hand, and drawings that go on from a recorded step: the starter model in one engine.
class EngineHandTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::optional<test::EngineSession> m_session;

    QStringList flags() const { return {"--records", m_folder.filePath("shelf")}; }
    test::EngineSession& session() { return *m_session; }

    void pause(const JobId& id)
    {
        session()->pause(id);
        QTRY_VERIFY_WITH_TIMEOUT(session().isIn(id, Phase::paused), 60000);
    }
    BlobReference blob(const Image& image) { return session()->blobs().add(encodePng(image, {})); }

    /// An inpainting of 128 x 128 that draws whole.
    GenerateRequest inpainting(const Box& hole)
    {
        GenerateRequest request = test::starterRequest(16);
        request.image = blob(pattern(128, 128));
        request.mask = blob(maskWith(128, 128, hole));
        request.strength = 1;
        request.area = "whole";
        request.feather = 0;
        return request;
    }

private Q_SLOTS:
    void initTestCase() { m_session.emplace(flags()); }
    void cleanupTestCase() { m_session.reset(); }

    void aPausedJobShowsItsWholePictureAndGoesOnUnchanged()
    {
        const Image plain = session().picture(session().draw(test::starterRequest(24)));
        const JobId id = session().submit(test::starterRequest(24));
        pause(id);
        const JobProgress at = session().progress(id);
        const auto shown = session().lastShown(id);
        QVERIFY(shown && shown->media.format == "png");
        QCOMPARE(shown->step, at.step);
        const Image seen = readPng(shown->bytes, "preview");
        QCOMPARE(seen.width, 128);
        QCOMPARE(seen.height, 128);
        QTest::qWait(100);
        QCOMPARE(session().progress(id).step, at.step);
        session()->resume(id);
        QVERIFY(session().picture(session().finished(id)) == plain);
    }

    void anEditedPictureIsWhatTheRunGoesOnFrom()
    {
        GenerateRequest request = test::starterRequest(40);
        const Image plain = session().picture(session().draw(request));
        const JobId id = session().submit(request);
        QTRY_VERIFY_WITH_TIMEOUT(session().isIn(id, Phase::sampling, 24), 120000);
        pause(id);
        Image edited = readPng(session().lastShown(id)->bytes, "preview");
        const int step = session().progress(id).step;
        QVERIFY(step >= 24 && step < 38);
        for (std::size_t i = 0; i < edited.pixels.size() / 2; i += 3) { // the upper half red
            edited.pixels[i] = std::byte(230);
            edited.pixels[i + 1] = edited.pixels[i + 2] = std::byte(20);
        }
        session()->replaceLatent(id, blob(edited));
        session()->resume(id);
        const Image drawn = session().picture(session().finished(id));
        QCOMPARE(session().progress(id).steps, 40);
        const Box upper{0, 0, 128, 64};
        qInfo("edited at step %d of 40: %.1f levels from the edit, %.1f between edit and plain", step,
            distance(cropped(drawn, upper), cropped(edited, upper)),
            distance(cropped(plain, upper), cropped(edited, upper)));
        QVERIFY(distance(cropped(drawn, upper), cropped(edited, upper))
            < distance(cropped(plain, upper), cropped(edited, upper)) / 2);
    }

    void anEditedJobThatIsKilledGoesOnToTheSamePicture()
    {
        const Image red = plainPicture(64, 64, {230, 20, 20}); // of another size than the picture
        GenerateRequest request = test::starterRequest(24);
        request.sampler = "dpmpp_2m"; // has a memory
        request.schedule = "karras";
        const JobId id = session().submit(request, true);
        pause(id);
        const int step = session().progress(id).step;
        session()->replaceLatent(id, blob(red));
        session()->resume(id);
        QTRY_VERIFY_WITH_TIMEOUT(session().isIn(id, Phase::sampling, step + 4), 60000);
        pause(id); // again, and nothing is changed
        const int last = session().progress(id).recorded.value_or(-1);
        QVERIFY(last >= step + 4);
        ::kill(session()->processId(), SIGKILL);
        QVERIFY(std::holds_alternative<Failure>(session()->wait(id)));

        m_session.emplace(flags());
        session()->submit({id, {request}, true, true, BranchPoint{id, last}});
        const Image resumed = session().picture(session().finished(id));
        QCOMPARE(session().progress(id).steps, 24);
        // The whole record again from before its end: also through the edit.
        for (const int from : {step + 1, step, std::max(step - 1, 0)}) {
            const JobId again = session().submit(request, false, BranchPoint{id, from});
            QVERIFY2((session().picture(session().finished(again)) == resumed) == (from >= step),
                qPrintable(QString::number(from)));
        }
        QCOMPARE(session()->decode(id, step + 2).width, 128);
    }

    void anInpaintingIsEditedOnlyWhereItIsDrawn()
    {
        const Box hole{40, 40, 48, 48};
        const GenerateRequest request = inpainting(hole);
        const JobId id = session().submit(request);
        pause(id);
        session()->replaceLatent(id, blob(plainPicture(128, 128, {20, 220, 20})));
        session()->resume(id);
        const Finished finished = session().finished(id);
        const Image drawn = session().picture(finished);
        const Image old = pattern(128, 128);
        const Box above{0, 0, 128, 40};
        QVERIFY(cropped(drawn, above) == cropped(old, above));
        QVERIFY(finished.media[0].edit.has_value());
        QCOMPARE(finished.media[0].edit->pasted.x, 40);
        QCOMPARE(finished.media[0].edit->pasted.height, 48);
        QCOMPARE(finished.media[0].edit->reach, 0.0);
        QVERIFY(finished.media[0].edit->seam >= 0);
        QVERIFY(!(drawn == session().picture(session().draw(request))));
    }

    void aBranchMayHaveAnotherMask()
    {
        const Box small{40, 40, 24, 24}, wide{16, 16, 80, 64};
        const JobId recorded = session().submit(inpainting(small), true);
        const Image before = session().picture(session().finished(recorded));
        const GenerateRequest other = inpainting(wide);
        const JobId branch = session().submit(other, true, BranchPoint{recorded, 8});
        const Image drawn = session().picture(session().finished(branch));
        QCOMPARE(session().progress(branch).steps, 8);
        const Image old = pattern(128, 128);
        QVERIFY(cropped(drawn, {0, 0, 128, 16}) == cropped(old, {0, 0, 128, 16}));
        QVERIFY(!(cropped(drawn, {18, 18, 20, 20}) == cropped(old, {18, 18, 20, 20})));
        QVERIFY(!(drawn == before));
        // A record of a branch goes on as the branch did.
        session()->submit({"again", {other}, true, true, BranchPoint{branch, 5}});
        QVERIFY(session().picture(session().finished("again")) == drawn);
    }

    void anOutpaintingIsRecordedAndBranches()
    {
        const Image old = pattern(170, 150);
        GenerateRequest request = test::starterRequest(6);
        request.image = blob(old);
        request.outpaint.right = 90;
        request.width = 260;
        request.height = 150;
        request.strength = 1;
        request.blend = 8;
        const JobId recorded = session().submit(request, true);
        const Finished finished = session().finished(recorded);
        const Image whole = session().picture(finished);
        QVERIFY(finished.media[0].edit->passes > 1);
        const int steps = session().progress(recorded).steps;
        QVERIFY(steps > 6);
        const Box kept{0, 0, 170 - 8, 150};
        GenerateRequest other = request;
        other.prompt = "a red desert at sunset";
        for (const int step : {2, 7, steps - 1}) { // in the first pass, in the second, at the end
            const JobId same = session().submit(request, false, BranchPoint{recorded, step});
            QVERIFY2(session().picture(session().finished(same)) == whole, qPrintable(QString::number(step)));
            const JobId branch = session().submit(other, true, BranchPoint{recorded, step});
            const Image drawn = session().picture(session().finished(branch));
            QCOMPARE(session().progress(branch).steps, steps - step);
            QVERIFY(!(drawn == whole));
            QVERIFY(cropped(drawn, kept) == cropped(old, kept));
            session()->submit({branch + ".again", {other}, true, false, BranchPoint{branch, (steps - step) / 2}});
            QVERIFY(session().picture(session().finished(branch + ".again")) == drawn);
        }
    }

    void whatCannotBeUsedIsSaid()
    {
        const JobId id = session().submit(test::starterRequest(24));
        session()->replaceLatent(id, blob(plainPicture(8, 8, {0, 0, 0}))); // it was not told to pause
        session().finished(id);
        QTRY_VERIFY(!session().logs().empty());
        QVERIFY(session().logs().back().find("not paused") != std::string::npos);

        const JobId broken = session().submit(test::starterRequest(24));
        session()->pause(broken);
        session()->replaceLatent(broken, session()->blobs().add(std::vector<std::byte>(100)));
        session()->resume(broken);
        const JobOutcome outcome = session()->wait(broken);
        QVERIFY(std::holds_alternative<Failure>(outcome));
        QVERIFY(std::get<Failure>(outcome).sentence.find("The edited picture") != std::string::npos);
        const JobId lost = session().submit(test::starterRequest(24));
        session()->pause(lost);
        session()->replaceLatent(lost, {std::string(64, 'c'), 10});
        session()->resume(lost);
        QVERIFY(std::holds_alternative<Failure>(session()->wait(lost)));
        session().draw(test::starterRequest(2));
    }
};

QTEST_GUILESS_MAIN(EngineHandTest)
#include "tst_engine_hand.moc"
