#include <library/history_model.h>

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn::studio;

namespace {

QImage picture()
{
    QImage image(32, 24, QImage::Format_ARGB32_Premultiplied);
    image.fill(QColor(10, 90, 200));
    return image;
}

tarn::GenerateRequest request(const char* prompt)
{
    tarn::GenerateRequest value;
    value.prompt = prompt;
    value.guidance = 6.25;
    return value;
}

std::vector<HistoryEntry> loaded(HistoryStore& store)
{
    // The store answers from its own thread, perhaps before a spy would wait.
    std::vector<HistoryEntry> entries;
    bool answered = false;
    QObject receiver;
    QObject::connect(&store, &HistoryStore::loaded, &receiver, [&](const std::vector<HistoryEntry>& all) {
        entries = all;
        answered = true;
    });
    store.load();
    if (!QTest::qWaitFor([&] { return answered; }))
        qFatal("the history store did not answer");
    return entries;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void picturesAndTheirRequestsComeBack()
    {
        {
            HistoryStore store(m_folder->path());
            QSignalSpy added(&store, &HistoryStore::added);
            store.add(request("a lake"), picture());
            store.add(request("ein Fluß 🏞"), picture());
            QTRY_COMPARE(added.size(), 2);
        }
        HistoryStore store(m_folder->path());
        const auto entries = loaded(store);
        QCOMPARE(entries.size(), std::size_t(2));
        QCOMPARE(entries[0].prompt, QString::fromUtf8("ein Fluß 🏞"));
        QVERIFY(tarn::requestFromJson(entries[1].request.toStdString()) == request("a lake"));
        QCOMPARE(QImage(store.fileOf(entries[0])).pixelColor(3, 3), QColor(10, 90, 200));
    }

    void whatIsBeingWrittenAtTheEndIsNotLost()
    {
        {
            HistoryStore store(m_folder->path());
            for (int i = 0; i < 20; ++i)
                store.add(request("a lake"), picture());
        }
        HistoryStore store(m_folder->path());
        QCOMPARE(loaded(store).size(), std::size_t(20));
    }

    void filesWithoutARowAreAdoptedAndABrokenDatabaseIsPutAside()
    {
        {
            HistoryStore store(m_folder->path());
            for (const char* prompt : {"a", "b", "c"})
                store.add(request(prompt), picture());
        }
        const QString database = m_folder->filePath("history.sqlite");
        QFile file(database);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(20000, 'x')) == 20000);
        file.close();
        for (const char* end : {"-wal", "-shm"})
            QFile::remove(database + end);
        HistoryStore store(m_folder->path());
        QCOMPARE(loaded(store).size(), std::size_t(3));
        QVERIFY(QFile::exists(database + ".broken"));
    }

    void everyDamagedPageOfTheDatabaseIsSurvived()
    {
        {
            HistoryStore store(m_folder->path());
            for (int i = 0; i < 30; ++i)
                store.add(request("a lake"), picture());
        }
        const QString database = m_folder->filePath("history.sqlite");
        QFile good(database);
        QVERIFY(good.open(QIODevice::ReadOnly));
        const QByteArray bytes = good.readAll();
        for (qsizetype at = 0; at < bytes.size(); at += bytes.size() / 40) {
            QFile bad(database);
            QByteArray damaged = bytes;
            for (qsizetype i = at; i < std::min(at + 64, bytes.size()); ++i)
                damaged[i] = char(damaged[i] ^ 0x5a);
            QVERIFY(bad.open(QIODevice::WriteOnly) && bad.write(damaged) == damaged.size());
            bad.close();
            for (const char* end : {"-wal", "-shm"})
                QFile::remove(database + end);
            HistoryStore store(m_folder->path());
            QVERIFY2(loaded(store).size() >= 30, qPrintable(QString::number(at)));
        }
    }

    void aFolderThatCannotBeMadeIsSaid()
    {
        HistoryStore store("/proc/nowhere");
        QSignalSpy failed(&store, &HistoryStore::failed);
        store.add(request("a"), picture());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.at(0).at(0).toString().contains("/proc/nowhere"));
    }

    void aLongHistoryIsSearchedAtOnce()
    {
        HistoryStore store(m_folder->path());
        HistoryModel model(&store);
        std::vector<HistoryEntry> many;
        for (int i = 0; i < 10000; ++i)
            many.push_back({i + 1, "none.png", i % 100 == 0 ? "a red lake at dawn" : "a forest", "{}",
                QDateTime::currentDateTime(), i % 1000 == 0});
        Q_EMIT store.loaded(many);
        QCOMPARE(model.rowCount(), 10000);
        QElapsedTimer timer;
        timer.start();
        model.filter("lake RED", false);
        QVERIFY(timer.elapsed() < 100);
        QCOMPARE(model.rowCount(), 100);
        model.filter("lake", true);
        QCOMPARE(model.rowCount(), 10);
    }
};

QTEST_MAIN(HistoryTest)
#include "tst_history.moc"
