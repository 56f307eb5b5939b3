#include <prompt/token_windows.h>

#include <support/reference.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using tarn::ClipTokenizer;
using tarn::parsePrompt;
using tarn::tokenWindows;
using tarn::TokenWindows;

namespace {

using Windows = std::vector<std::vector<int>>;
using Weights = std::vector<std::vector<float>>;

constexpr int begin = 49'406;
constexpr int end = 49'407;
constexpr int cat = 2368;

const QStringList prompts{"a landscape with rivers and mountains", "Sketch them", "",
    "  MIXED case,   punctuation!? don't; café naïve 12345 山水 🏞️ <|endoftext|> &amp;",
    QString("a very long prompt, ").repeated(40), QString("cat ").repeated(75), QString("cat ").repeated(76)};

QString mergesFile() { return test::sourceFolder() + "/resources/tokenizers/clip/merges.txt"; }

std::string cats(int count) { return QByteArray("cat ").repeated(count).toStdString(); }

/// A window of `count` cats, padded.
std::vector<int> catWindow(int count, int pad)
{
    std::vector<int> ids{begin};
    ids.insert(ids.end(), std::size_t(count), cat);
    ids.push_back(end);
    ids.resize(77, pad);
    return ids;
}

} // namespace

class TokenWindowsTest : public QObject {
    Q_OBJECT

    const ClipTokenizer m_tokenizer = ClipTokenizer::published(mergesFile().toStdString(), "<|endoftext|>");

    TokenWindows windows(const std::string& prompt, int pad = end, std::size_t atLeast = 1) const
    {
        return tokenWindows(m_tokenizer, parsePrompt(prompt), pad, atLeast);
    }

private Q_SLOTS:
    void theFirstWindowIsThatOfTransformers_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<QString>("pad");
        QTest::newRow("SD 1") << "published"
                              << "<|endoftext|>";
        QTest::newRow("SD 2") << "openclip"
                              << "!";
    }
    void theFirstWindowIsThatOfTransformers()
    {
        QFETCH(QString, layout);
        QFETCH(QString, pad);
        QTemporaryDir folder;
        QFile texts(folder.filePath("texts.jsonl"));
        QVERIFY(texts.open(QFile::WriteOnly));
        for (const QString& prompt : prompts)
            texts.write(QJsonDocument(QJsonArray{prompt}).toJson(QJsonDocument::Compact) + "\n");
        texts.close();
        const QByteArray output = test::runReference("prompt/tokenize_reference.py",
            {folder.path(), texts.fileName(), "--layout", layout, "--merges", mergesFile(), "--windows"});
        const QList<QByteArray> lines = output.chopped(1).split('\n');
        QCOMPARE(lines.size(), prompts.size());
        const ClipTokenizer tokenizer = ClipTokenizer::published(mergesFile().toStdString(), pad.toStdString());
        for (int i = 0; i < prompts.size(); ++i) {
            const auto parsed = parsePrompt(prompts[i].toStdString());
            const TokenWindows encoded = tokenWindows(tokenizer, parsed, tokenizer.pad());
            QByteArray ids;
            for (const int id : encoded.ids[0])
                ids += QByteArray::number(id) + ' ';
            QCOMPARE(ids.trimmed(), lines[i]);
        }
    }

    void anEmptyPromptIsOneWindowOfPadding()
    {
        const TokenWindows empty = windows("", 0);
        QCOMPARE(empty.ids, (Windows{catWindow(0, 0)}));
        QCOMPARE(empty.weights, (Weights{std::vector<float>(77, 1)}));
    }

    void aLongPromptRunsOnIntoTheNextWindow()
    {
        QCOMPARE(windows(cats(75)).ids, (Windows{catWindow(75, 0)}));
        QCOMPARE(windows(cats(76), 0).ids, (Windows{catWindow(75, 0), catWindow(1, 0)}));
        QCOMPARE(windows(cats(150), 0).ids, (Windows{catWindow(75, 0), catWindow(75, 0)}));
    }

    void breakClosesTheWindow_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<std::vector<int>>("counts");
        QTest::newRow("between") << QByteArray("cat BREAK cat cat") << std::vector{1, 2};
        QTest::newRow("first") << QByteArray("BREAK cat") << std::vector{0, 1};
        QTest::newRow("last") << QByteArray("cat BREAK") << std::vector{1};
        QTest::newRow("twice") << QByteArray("cat BREAK BREAK cat") << std::vector{1, 0, 1};
        QTest::newRow("after a full window")
            << QByteArray(QByteArray("cat ").repeated(75) + "BREAK cat") << std::vector{75, 1};
    }
    void breakClosesTheWindow()
    {
        QFETCH(QByteArray, prompt);
        QFETCH(std::vector<int>, counts);
        Windows expected;
        for (const int count : counts)
            expected.push_back(catWindow(count, end));
        QCOMPARE(windows(prompt.toStdString()).ids, expected);
    }

    void weightsFollowTheirTokens()
    {
        const TokenWindows both = windows("cat (cat cat:1.5) BREAK [cat]");
        QCOMPARE(both.ids, (Windows{catWindow(3, end), catWindow(1, end)}));
        std::vector<float> first(77, 1), second(77, 1);
        first[2] = first[3] = 1.5f;
        second[1] = float(1 / 1.1);
        QCOMPARE(both.weights, (Weights{first, second}));
    }

    void aWeightCrossesTheCut()
    {
        const TokenWindows both = windows(cats(74) + "(cat cat:2)");
        QCOMPARE(both.weights[0][75], 2.f);
        QCOMPARE(both.weights[0][76], 1.f);
        QCOMPARE(both.weights[1][1], 2.f);
        QCOMPARE(both.weights[1][2], 1.f);
    }

    void extraWindowsAreThoseOfAnEmptyPrompt()
    {
        QCOMPARE(windows("cat", 0, 3).ids, (Windows{catWindow(1, 0), catWindow(0, 0), catWindow(0, 0)}));
        QCOMPARE(windows("cat", 0, 3).weights.size(), std::size_t(3));
        QCOMPARE(windows("cat", 0, 3).tokens, (std::vector<int>{1, 0, 0}));
        QCOMPARE(windows(cats(76), 0, 1).tokens, (std::vector<int>{75, 1}));
        QCOMPARE(windows(cats(76), 0, 1).ids.size(), std::size_t(2));
        QCOMPARE(windows("cat", 0, 0).ids.size(), std::size_t(1));
    }

    void eachPieceIsTokenizedByItself()
    {
        QCOMPARE(windows("landscape").ids[0][2], end);
        QVERIFY(windows("land(scape:1)").ids == windows("landscape").ids); // one weight: one piece
        QVERIFY(windows("land(scape)").ids[0][2] != end);
    }
};

QTEST_GUILESS_MAIN(TokenWindowsTest)
#include "tst_token_windows.moc"
