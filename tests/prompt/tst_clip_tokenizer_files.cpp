#include <base/error.h>
#include <prompt/clip_tokenizer.h>

#include <support/message.h>
#include <support/reference.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using tarn::ClipTokenizer;
using test::messageOf;

namespace {

QByteArray json(const QJsonObject& object) { return QJsonDocument(object).toJson(); }

/// The byte symbols in CLIP's order, as characters.
QStringList byteSymbols()
{
    QStringList printable, others;
    for (int byte = 0; byte < 256; ++byte) {
        const bool own = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
        if (own)
            printable << QString(QChar(byte));
        else
            others << QString(QChar(0x100 + int(others.size())));
    }
    return printable + others;
}

QJsonObject smallVocabulary()
{
    QStringList tokens = byteSymbols();
    for (const QString& symbol : byteSymbols())
        tokens << symbol + "</w>";
    tokens << "ab"
           << "ab</w>"
           << "<|startoftext|>"
           << "<|endoftext|>";
    QJsonObject vocabulary;
    for (int id = 0; id < tokens.size(); ++id)
        vocabulary[tokens[id]] = id;
    return vocabulary;
}

QJsonObject without(QJsonObject object, const char* key)
{
    object.remove(key);
    return object;
}

using Files = QMap<QString, QByteArray>;

Files smallFiles()
{
    return {{"vocab.json", json(smallVocabulary())}, {"merges.txt", "#version: 0.2\na b\na b</w>\n"},
        {"tokenizer_config.json", json({{"model_max_length", 77}})}};
}

QByteArray smallTokenizerJson(const QJsonArray& merges)
{
    return json({{"model", QJsonObject{{"type", "BPE"}, {"vocab", smallVocabulary()}, {"merges", merges}}}});
}

} // namespace

class ClipTokenizerFilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_scratch;

    std::filesystem::path write(const Files& files)
    {
        QDir folder(m_scratch.path());
        folder.mkpath("tokenizer");
        for (const QString& old : QDir(folder.filePath("tokenizer")).entryList(QDir::Files))
            QFile::remove(folder.filePath("tokenizer/" + old));
        for (const auto& [name, content] : files.asKeyValueRange()) {
            QFile file(folder.filePath("tokenizer/" + name));
            if (!file.open(QFile::WriteOnly) || file.write(content) != content.size())
                throw std::runtime_error("no room for test files");
        }
        return folder.filePath("tokenizer").toStdString();
    }

private Q_SLOTS:
    void aVocabularyOfAnySizeIsRead()
    {
        const ClipTokenizer tokenizer = ClipTokenizer::fromFolder(write(smallFiles()));
        QCOMPARE(tokenizer.size(), 516);
        QCOMPARE(tokenizer.bos(), 514);
        QCOMPARE(tokenizer.eos(), 515);
        QCOMPARE(tokenizer.pad(), 515);
        QCOMPARE(tokenizer.encode("AB abc"), (std::vector<int>{513, 512, 256 + 66}));
    }

    void settingsNameTokensAndLength()
    {
        Files files = smallFiles();
        files["tokenizer_config.json"] = json({{"model_max_length", 20}, {"pad_token", "!"}, {"bos_token", "ab"},
            {"eos_token", QJsonObject{{"content", "<new>"}}}});
        const ClipTokenizer tokenizer = ClipTokenizer::fromFolder(write(files));
        QCOMPARE(tokenizer.maxLength(), 20);
        QCOMPARE(tokenizer.pad(), 0);
        QCOMPARE(tokenizer.bos(), 512);
        QCOMPARE(tokenizer.eos(), 516);
        QCOMPARE(tokenizer.size(), 517);
    }

    void anAbsentOrEndlessLengthIsClips77_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::newRow("absent") << QByteArray("{}");
        QTest::newRow("endless") << QByteArray("{\"model_max_length\": 1000000000000000019884624838656}");
    }
    void anAbsentOrEndlessLengthIsClips77()
    {
        QFETCH(QByteArray, config);
        Files files = smallFiles();
        files["tokenizer_config.json"] = config;
        QCOMPARE(ClipTokenizer::fromFolder(write(files)).maxLength(), 77);
    }

    void tokenizerJsonIsEnoughAndWins_data()
    {
        QTest::addColumn<QJsonArray>("merges");
        QTest::newRow("merges as strings") << QJsonArray{"a b</w>"};
        QTest::newRow("merges as pairs") << QJsonArray{QJsonArray{"a", "b</w>"}};
    }
    void tokenizerJsonIsEnoughAndWins()
    {
        QFETCH(QJsonArray, merges);
        const std::vector<int> expected{64, 65, 64 + 256, 513}; // the merge of "a b" is not in this file
        const QByteArray whole = smallTokenizerJson(merges);
        QCOMPARE(ClipTokenizer::fromFolder(write({{"tokenizer.json", whole}})).encode("aba ab"), expected);
        Files both = smallFiles();
        both["tokenizer.json"] = whole;
        QCOMPARE(ClipTokenizer::fromFolder(write(both)).encode("aba ab"), expected);
    }

    void bytesMissingFromTheVocabularyAreUnknown()
    {
        Files files = smallFiles();
        files["vocab.json"] = json(without(smallVocabulary(), "z"));
        QCOMPARE(ClipTokenizer::fromFolder(write(files)).encode("zz"), (std::vector<int>{515, 256 + 89}));
    }

    void aMissingFileIsNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("vocabulary") << "vocab.json";
        QTest::newRow("merges") << "merges.txt";
    }
    void aMissingFileIsNamed()
    {
        QFETCH(QString, name);
        Files files = smallFiles();
        files.remove(name);
        const auto folder = write(files);
        QVERIFY_THROWS_EXCEPTION(tarn::ModelError, ClipTokenizer::fromFolder(folder));
        const QString message = messageOf([&] { ClipTokenizer::fromFolder(folder); });
        QVERIFY2(message.contains(name), qPrintable(message));
    }

    void aBrokenFileIsNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char* title, const char* name, const QByteArray& content) {
            QTest::newRow(title) << name << content;
        };
        const QByteArray whole = smallTokenizerJson({});
        row("vocabulary cut short", "vocab.json", json(smallVocabulary()).chopped(9));
        row("vocabulary empty", "vocab.json", "{}");
        row("vocabulary a list", "vocab.json", "[]");
        row("vocabulary in Latin-1", "vocab.json", "{\"\xE9\": 1}");
        row("negative id", "vocab.json", "{\"a\": -1}");
        row("huge id", "vocab.json", "{\"a\": 4294967296}");
        row("fractional id", "vocab.json", "{\"a\": 1.5}");
        row("id in words", "vocab.json", "{\"a\": \"one\"}");
        row("one token on a line", "merges.txt", "a b\na\n");
        row("three tokens on a line", "merges.txt", "a b c\n");
        row("merge of a token that is not there", "merges.txt", "a bc\n");
        row("merge into a token that is not there", "merges.txt", "a c\n");
        row("settings cut short", "tokenizer_config.json", "{\"pad_token\": ");
        row("special token a number", "tokenizer_config.json", "{\"pad_token\": 7}");
        row("special token empty", "tokenizer_config.json", "{\"pad_token\": \"\"}");
        row("no room for a token", "tokenizer_config.json", "{\"model_max_length\": 2}");
        row("added tokens a list", "tokenizer_config.json", "{\"added_tokens_decoder\": []}");
        row("added id in words", "tokenizer_config.json",
            "{\"added_tokens_decoder\": {\"one\": {\"content\": \"x\"}}}");
        row("map a list", "special_tokens_map.json", "[]");
        row("added ids broken", "added_tokens.json", "{\"x\": null}");
        row("another kind of tokenizer", "tokenizer.json", "{\"model\": {\"type\": \"Unigram\"}}");
        row("no model", "tokenizer.json", "{}");
        row("added list broken", "tokenizer.json", whole.trimmed().chopped(1) + ", \"added_tokens\": [1]}");
        row("merge of three", "tokenizer.json", smallTokenizerJson({"a b c"}));
        row("merge a number", "tokenizer.json", smallTokenizerJson({1}));
    }
    void aBrokenFileIsNamed()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        Files files = smallFiles();
        files[name] = content;
        const auto folder = write(files);
        QVERIFY_THROWS_EXCEPTION(tarn::ModelError, ClipTokenizer::fromFolder(folder));
        const QString message = messageOf([&] { ClipTokenizer::fromFolder(folder); });
        QVERIFY2(message.contains(name) && message.endsWith('.'), qPrintable(message));
    }

    void aVocabularyWithoutBytesAndUnknownIsRefused()
    {
        Files files = smallFiles();
        files["vocab.json"] = json(without(without(smallVocabulary(), "z"), "<|endoftext|>"));
        const auto folder = write(files);
        QVERIFY_THROWS_EXCEPTION(tarn::ModelError, ClipTokenizer::fromFolder(folder));
    }

    void aMissingMergesTableIsNamed()
    {
        const QString message = messageOf([] { ClipTokenizer::published("/nowhere/merges.txt", "!"); });
        QVERIFY2(message.contains("/nowhere/merges.txt"), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(ClipTokenizerFilesTest)
#include "tst_clip_tokenizer_files.moc"
