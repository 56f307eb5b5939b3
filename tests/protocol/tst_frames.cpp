#include <protocol/messages.h>

#include <support/message.h>

#include <QTest>

using namespace tarn;
using namespace tarn::message;
using test::messageOf;

namespace {

std::vector<std::byte> bytesOf(std::size_t count)
{
    std::vector<std::byte> bytes(count);
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = std::byte(i * 31 + 7);
    return bytes;
}

/// The frames in `bytes`, fed in pieces of `piece`.
std::vector<Frame> decoded(std::span<const std::byte> bytes, std::size_t piece)
{
    FrameDecoder decoder;
    std::vector<Frame> frames;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        decoder.feed(bytes.subspan(at, std::min(piece, bytes.size() - at)));
        while (std::optional<Frame> frame = decoder.next())
            frames.push_back(std::move(*frame));
    }
    return frames;
}

/// JSON with single quotes.
QByteArray json(QByteArray text) { return text.replace('\'', '"'); }

GenerateRequest request()
{
    GenerateRequest value;
    value.prompt = "a \"lake\" \xC3\xBC \xF0\x9F\x8E\xA8\n";
    value.seed = 18'446'744'073'709'551'615ULL;
    value.guidance = 0.1 + 0.2;
    return value;
}

const BlobReference blob{std::string(64, 'a'), 5};
const EditSummary edit{{1, 2, 3, 4}, 128, 96, 2, {-1, 0, 5, 6}, 7.5, 0.25};
const Media media{"image", "rgb8", 3, 2, 1, 23.976, blob, edit};

/// One of each kind, with every field away from its default.
std::vector<Message> everyMessage()
{
    const Job job{"job-1", {request(), request()}, false, true, BranchPoint{"job-0", 3}};
    const JobProgress progress{JobProgress::Phase::decoding, 1, 7, 20, 6};
    const Failure failure{Failure::Kind::deviceLost, "The card is gone; restart.", 4};
    const PromptReport prompt{{75, 2}, 75, {{5, "A bracket is open."}}};
    Media mask;
    mask.format = "grey8";
    mask.width = 64;
    mask.height = 96;
    mask.blob = {std::string(64, 'c'), 64 * 96};
    PlanReport plan{"text-to-image", "starter", 64, 96, {1, -2, 3, 4}, PlanMasks{mask, mask, mask}, "euler",
        {14.6, 1.0 / 3, 0}, {999, 1.5}, prompt, prompt, 1ULL << 60, 5, 4, 1.25, {"It is rounded."}, "No."};
    const ModelSummary model{"m", "/models/m", "SD", "eps", 1'000'000'007, 1ULL << 40, 512, true, "No."};
    return {Hello{3, "tarn"}, Heartbeat{}, Fault{"Broken."}, BlobWanted{blob}, BlobData{blob, 2, bytesOf(3)},
        BlobMissing{blob}, Submit{job, {}}, Cancel{"a"}, Pause{"b"}, Resume{"c"}, ReplaceLatent{"d", blob},
        AskPlan{1ULL << 63, request(), {}}, AskModels{2}, AskDescription{3, "/x"}, AskDecoded{4, "e", 5},
        Accepted{"f", JobState::ended, JobOutcome(Cancelled{})}, Accepted{"f", JobState::paused, {}},
        Progress{"g", progress}, Preview{"h", 2, media, bytesOf(5)},
        Ended{"i", Finished{{media, media}, {"Note."}}}, Ended{"j", failure}, Ended{"k", Cancelled{}},
        Log{"warning", "Hot."}, PlanAnswer{5, plan}, ModelsAnswer{6, {model, model}}, DecodedAnswer{7, media},
        Refused{8, failure}};
}

} // namespace

class FramesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesComeOutAsTheyWentInHoweverTheyAreCut()
    {
        const std::vector<Frame> frames{
            {"{}", {}}, {"", bytesOf(1)}, {std::string(70'000, 'x'), bytesOf(100'000)}, {"last", {}}};
        std::vector<std::byte> bytes;
        for (const Frame& frame : frames) {
            const auto encoded = encodeFrame(frame.header, frame.payload);
            bytes.insert(bytes.end(), encoded.begin(), encoded.end());
        }
        for (const std::size_t piece : {std::size_t(1), std::size_t(19), std::size_t(65'536), bytes.size()})
            QCOMPARE(decoded(bytes, piece) == frames, true);
    }

    void everyCutIsNoticedAndGivesNothing()
    {
        const auto bytes = encodeFrame("{\"type\":\"heartbeat\"}", bytesOf(9));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            FrameDecoder decoder;
            decoder.feed(std::span(bytes).first(length));
            QVERIFY(!decoder.next());
            QCOMPARE(decoder.isInsideFrame(), length > 0);
        }
    }

    void everyFlippedBitIsRefused()
    {
        const auto whole = encodeFrame("{\"type\":\"heartbeat\"}", bytesOf(40));
        for (std::size_t i = 0; i < whole.size() * 8; ++i) {
            auto bytes = whole;
            bytes[i / 8] ^= std::byte(1 << i % 8);
            QVERIFY2(messageOf([&] { decoded(bytes, bytes.size()); }).contains("is no message"),
                qPrintable(QString("bit %1").arg(i)));
        }
    }

    void aClaimOfTooMuchIsRefusedBeforeItsBytesCome()
    {
        QVERIFY(messageOf([] { encodeFrame("", bytesOf(Frame::maxPayloadBytes + 1)); }).contains("larger"));
        QVERIFY(messageOf([] { encodeFrame(std::string(Frame::maxHeaderBytes + 1, ' ')); }).contains("larger"));
        QCOMPARE(decoded(encodeFrame("", bytesOf(Frame::maxPayloadBytes)), 65'536).size(), std::size_t(1));
    }

    void everyMessageComesBackEqual()
    {
        const std::vector<Message> all = everyMessage();
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::vector<Frame> frames = decoded(encodeMessage(all[i]), 1'000);
            QCOMPARE(frames.size(), std::size_t(1));
            QVERIFY2(decodeMessage(frames[0]) == all[i], qPrintable(QString("message %1").arg(i)));
        }
    }

    void whatCannotBeAMessageIsRefused_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("no JSON") << QByteArray("nothing");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("no type") << QByteArray("{}");
        QTest::newRow("unknown") << json("{'type':'dance'}");
        QTest::newRow("deep") << json("{'type':") + QByteArray(100'000, '[');
        QTest::newRow("path as job") << json("{'type':'cancel','job':'../x'}");
        QTest::newRow("hidden job") << json("{'type':'cancel','job':'.x'}");
        QTest::newRow("job of another type") << json("{'type':'cancel','job':7}");
        QTest::newRow("huge blob") << json(
            "{'type':'blobWanted','blob':{'size':99999999999999,'sha256':'" + QByteArray(64, 'a') + "'}}");
        QTest::newRow("step 1e300") << json("{'type':'askDecoded','number':1,'job':'a','step':1e300}");
        QTest::newRow("negative number") << json("{'type':'askModels','number':-1}");
    }
    void whatCannotBeAMessageIsRefused()
    {
        QFETCH(QByteArray, header);
        const QString message = messageOf([&] { decodeMessage({header.toStdString(), {}}); });
        QVERIFY2(message.contains("cannot be"), qPrintable(message));
    }

    void aRequestOfANewerVersionIsNamedAndBreaksNothing()
    {
        const std::string header =
            json("{'type':'submit','job':{'id':'a','previews':true,'record':false,'requests':[{'format':99}]}}")
                .toStdString();
        const auto submit = std::get<Submit>(decodeMessage({header, {}}));
        QCOMPARE(submit.job.id, std::string("a"));
        QVERIFY(QString::fromStdString(submit.unusable).contains("newer version"));
    }
};

QTEST_GUILESS_MAIN(FramesTest)
#include "tst_frames.moc"
