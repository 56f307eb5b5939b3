#include "random_text.h"

#include <prompt/clip_tokenizer.h>

#include <support/reference.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <ctime>
#include <thread>

using tarn::ClipTokenizer;

namespace {

QString mergesFile() { return test::sourceFolder() + "/resources/tokenizers/clip/merges.txt"; }

ClipTokenizer published(const char* pad = "<|endoftext|>")
{
    return ClipTokenizer::published(mergesFile().toStdString(), pad);
}

/// The reference's ids for each text.
std::vector<std::vector<int>> referenceIds(
    const std::vector<QString>& texts, const QString& folder, const QStringList& options)
{
    QTemporaryDir scratch;
    QFile file(scratch.filePath("texts.jsonl"));
    if (!file.open(QFile::WriteOnly))
        throw std::runtime_error("no file for the texts");
    for (const QString& text : texts)
        file.write(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact) + "\n");
    file.close();
    const QByteArray output =
        test::runReference("prompt/tokenize_reference.py", QStringList{folder, file.fileName()} + options);
    std::vector<std::vector<int>> all;
    for (const QByteArray& line : output.chopped(1).split('\n')) {
        std::vector<int>& ids = all.emplace_back();
        for (const QByteArray& id : line.split(' '))
            if (!id.isEmpty())
                ids.push_back(id.toInt());
    }
    return all;
}

QByteArray described(const std::vector<int>& ids)
{
    QByteArray text;
    for (const int id : ids)
        text += QByteArray::number(id) + ' ';
    return text;
}

QByteArray codePoints(const QString& text)
{
    QByteArray hex;
    for (const uint c : text.toUcs4())
        hex += QByteArray::number(c, 16) + ' ';
    return hex;
}

/// Fails the running test at the first text whose ids differ.
void compare(const ClipTokenizer& tokenizer, const std::vector<QString>& texts,
    const std::vector<std::vector<int>>& expected)
{
    QCOMPARE(expected.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<int> ids = tokenizer.encode(texts[i].toStdString());
        if (ids != expected[i])
            QFAIL("text " + codePoints(texts[i]) + "\nexpected " + described(expected[i]) + "\nencoded  "
                + described(ids));
    }
}

} // namespace

class ClipTokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomTextsGiveTheIdsOfTransformers_data()
    {
        QTest::addColumn<QString>("layout");
        for (const char* layout : {"published", "openclip", "special-map", "decoder", "whole", "starter"})
            QTest::newRow(layout) << layout;
    }
    void randomTextsGiveTheIdsOfTransformers()
    {
        QFETCH(QString, layout);
        QTemporaryDir written;
        QString folder = written.path();
        QStringList options{"--layout", layout, "--merges", mergesFile()};
        if (layout == "starter") {
            folder = test::sourceFolder() + "/resources/models/starter/tokenizer";
            options.clear();
        }
        std::vector<QString> texts;
        for (const unsigned seed : {0u, unsigned(test::randomSeed())})
            for (test::RandomText random(seed); texts.size() < (seed == 0 ? 5000u : 10'000u);)
                texts.push_back(random.next());
        const auto expected = referenceIds(texts, folder, options);
        compare(ClipTokenizer::fromFolder(folder.toStdString()), texts, expected);
        if (layout == "published")
            compare(published(), texts, expected);
        if (layout == "openclip")
            compare(published("!"), texts, expected);
    }

    void everyCodePointInUseGivesTheIdsOfTransformers()
    {
        QTemporaryDir folder;
        const std::vector<QString> texts = test::everyCodePointInUse();
        compare(published(), texts,
            referenceIds(texts, folder.path(), {"--layout", "published", "--merges", mergesFile()}));
    }

    void knownTextsGiveKnownIds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<std::vector<int>>("ids");
        QTest::newRow("empty") << QByteArray() << std::vector<int>{};
        QTest::newRow("white space") << QByteArray(" \t\n\xE3\x80\x80") << std::vector<int>{};
        QTest::newRow("contraction") << QByteArray("Don't") << std::vector<int>{847, 713};
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << std::vector<int>{320, 444, 321};
        QTest::newRow("end in the text") << QByteArray("a<|endoftext|>b") << std::vector<int>{320, 49407, 321};
    }
    void knownTextsGiveKnownIds()
    {
        QFETCH(QByteArray, text);
        QFETCH(std::vector<int>, ids);
        QCOMPARE(published().encode(text.toStdString()), ids);
    }

    void thePublishedTableGivesClipsVocabulary()
    {
        const ClipTokenizer one = published();
        QCOMPARE(one.size(), 49'408);
        QCOMPARE(one.bos(), 49'406);
        QCOMPARE(one.eos(), 49'407);
        QCOMPARE(one.pad(), 49'407);
        QCOMPARE(one.maxLength(), 77);
        QCOMPARE(published("!").pad(), 0);
    }

    void bytesThatAreNoUtf8CountAsReplacementCharacters_data()
    {
        QTest::addColumn<QByteArray>("broken");
        QTest::addColumn<QByteArray>("repaired");
        QTest::newRow("lone continuation") << QByteArray("a\x80") << QByteArray("a\uFFFD");
        QTest::newRow("cut at the end") << QByteArray("a\xC3") << QByteArray("a\uFFFD");
        QTest::newRow("overlong") << QByteArray("\xC0\xAF") << QByteArray("\uFFFD\uFFFD");
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << QByteArray("\uFFFD\uFFFD\uFFFD");
    }
    void bytesThatAreNoUtf8CountAsReplacementCharacters()
    {
        QFETCH(QByteArray, broken);
        QFETCH(QByteArray, repaired);
        QCOMPARE(published().encode(broken.toStdString()), published().encode(repaired.toStdString()));
    }

    void theLongestPromptTakesUnderASecond_data()
    {
        QTest::addColumn<QString>("unit");
        QTest::newRow("one word") << "landscape";
        QTest::newRow("words") << "a landscape with rivers, ";
        QTest::newRow("one sign") << "'";
        QTest::newRow("marks out of order") << "\u0301\u0316";
        QTest::newRow("tags cut short") << "<|endoftext|";
    }
    void theLongestPromptTakesUnderASecond()
    {
        QFETCH(QString, unit);
        const std::string text = unit.repeated(65'536 / unit.toUtf8().size()).toStdString();
        const ClipTokenizer tokenizer = published();
        const std::clock_t start = std::clock(); // processor time: other programs do not count
        QVERIFY(!tokenizer.encode(text).empty());
        const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 1, qPrintable(QString::number(seconds)));
    }

    void copiesEncodeFromSeveralThreads()
    {
        const ClipTokenizer tokenizer = published();
        const std::string text = "Ein Fluß im Gebirge, é e\u0301 \uD55C";
        const std::vector<int> expected = tokenizer.encode(text);
        std::vector<std::vector<int>> results(4);
        {
            std::vector<std::jthread> threads;
            for (std::vector<int>& result : results)
                threads.emplace_back([&result, &text, tokenizer] { result = tokenizer.encode(text); });
        }
        for (const std::vector<int>& result : results)
            QCOMPARE(result, expected);
    }
};

QTEST_GUILESS_MAIN(ClipTokenizerTest)
#include "tst_clip_tokenizer.moc"
