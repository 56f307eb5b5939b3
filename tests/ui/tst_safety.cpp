#include "document_samples.h"
#include "small_disk.h"

#include <base/error.h>
#include <document/autosave.h>
#include <document/open_raster.h>
#include <document/picture_files.h>
#include <library/history_store.h>

#include <support/soak.h>

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace tarn::studio;
using namespace std::chrono_literals;

namespace {

QByteArray contentOf(const QString& file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

void write(const QString& file, const QByteArray& bytes)
{
    QFile opened(file);
    if (!opened.open(QIODevice::WriteOnly) || opened.write(bytes) != bytes.size())
        qFatal("the test's own file cannot be written");
}

/// What it threw; empty when it did not.
template <class Work> QString sentenceOf(Work work)
{
    try {
        work();
    } catch (const tarn::StudioError& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

/// One sentence that names the file.
bool isHelpful(const QString& sentence, const QString& name)
{
    return sentence.contains(name) && sentence.endsWith('.');
}

/// Every byte of small files in a soak, else every `step`-th, from another place each time.
int flipStep(int step) { return test::rounds(step, 1); }

DocumentState smallDocument()
{
    DocumentState state = blankDocument({16, 12});
    state.layers.front().pixels.replace({0, 0}, test::noise({16, 12}, 1));
    state.addLayer("second").pixels.replace({2, 2}, test::noise({5, 5}, 2));
    return state;
}

} // namespace

/// Nothing that was kept is lost, whatever the disk does.
class SafetyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void declinedWorkIsDeletedAfterSevenDaysAndNotBefore()
    {
        QTemporaryDir folder;
        const RecoveryFolder recovery(folder.path());
        for (const char* id : {"young", "old"}) {
            saveOpenRaster(smallDocument(), recovery.dataFile(id));
            // Work that was left long ago is kept for a week from the day on which it was declined.
            QFile work(recovery.dataFile(id));
            QVERIFY(work.open(QIODevice::ReadWrite));
            work.setFileTime(QDateTime::currentDateTime().addDays(-30), QFileDevice::FileModificationTime);
            work.close();
            recovery.decline(id);
        }
        const auto age = [&](const QString& id, qint64 hours) {
            QFile kept(folder.filePath("declined/" + id + ".ora"));
            return kept.open(QIODevice::ReadWrite)
                && kept.setFileTime(
                    QDateTime::currentDateTime().addSecs(-3600 * hours), QFileDevice::FileModificationTime);
        };
        recovery.orphans();
        QVERIFY(QFile::exists(folder.filePath("declined/old.ora")));
        QVERIFY(age("young", 6 * 24 + 23) && age("old", 7 * 24 + 1));
        recovery.orphans();
        QVERIFY(QFile::exists(folder.filePath("declined/young.ora")));
        QVERIFY(!QFile::exists(folder.filePath("declined/old.ora")));
    }

    void aReadOnlyFolderIsSaidAndLeavesTheOldFile()
    {
        const test::SmallDisk disk(4 << 20);
        const QString file = disk.file("lake.ora");
        saveOpenRaster(smallDocument(), file);
        const QByteArray before = contentOf(file);
        if (disk.isMounted())
            disk.setReadOnly(true);
        else if (::geteuid() == 0 || !QFile::setPermissions(disk.path(), QFile::ReadOwner | QFile::ExeOwner))
            QSKIP("no folder can be made read-only here");
        DocumentState changed = smallDocument();
        changed.frame.translate(8, 0);
        QVERIFY(isHelpful(sentenceOf([&] { saveOpenRaster(changed, file); }), "lake.ora"));
        QVERIFY(isHelpful(sentenceOf([&] { exportPicture(changed, disk.file("a.png")); }), "a.png"));
        QCOMPARE(contentOf(file), before);
        {
            Document document(smallDocument());
            Autosave autosave(&document, disk.path(), 1ms);
            QSignalSpy failed(&autosave, &Autosave::failed);
            document.edit("x", [](DocumentState& state) { state.frame.translate(8, 0); });
            QVERIFY(failed.wait());
            document.setSaved(document.history().current());
        }
        {
            HistoryStore store(disk.file("history"));
            QSignalSpy kept(&store, &HistoryStore::kept), failed(&store, &HistoryStore::failed);
            store.add({}, test::noise({8, 8}, 3), "ticket");
            QTRY_COMPARE(kept.size(), 1);
            QCOMPARE(kept.at(0), (QVariantList{"ticket", false}));
            QVERIFY(failed.at(0).at(0).toString().endsWith('.'));
        }
        disk.setReadOnly(false);
        QFile::setPermissions(disk.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    /// Saving, exporting, autosaving and accepting, with room for anything between nothing and all of it.
    void aFullDiskDamagesNothing()
    {
        DocumentState changed = smallDocument();
        changed.layers.front().pixels.replace({0, 0}, test::noise({16, 12}, 9));
        changed.addLayer("large").pixels.replace({0, 0}, test::noise({160, 120}, 10));
        const std::size_t needed = std::size_t(openRasterBytes(changed).size());
        int refused = 0, saved = 0;
        for (int part = 0; part <= 10; ++part) {
            const test::SmallDisk disk(1 << 20);
            if (!disk.isMounted())
                QSKIP("no file system can be mounted here");
            const QString file = disk.file("lake.ora");
            saveOpenRaster(smallDocument(), file);
            const QByteArray before = contentOf(file);
            disk.fillUpTo(needed * std::size_t(part) / 8);
            const QString sentence = sentenceOf([&] { saveOpenRaster(changed, file); });
            if (sentence.isEmpty()) {
                ++saved;
                QVERIFY(openOpenRaster(file) == changed);
            } else {
                ++refused;
                QVERIFY2(isHelpful(sentence, "lake.ora") && sentence.contains("no space"), qPrintable(sentence));
                QCOMPARE(contentOf(file), before);
            }
            QVERIFY2(QDir(disk.path()).entryList({".tarn-*"}, QDir::Files | QDir::Hidden).isEmpty(),
                "no part of a file is left behind");
        }
        QVERIFY(refused > 0 && saved > 0);
    }

    void aFullDiskKeepsNoPictureThatIsNotWhole()
    {
        for (const std::size_t room : {0, 4096, 20000, 100000}) {
            const test::SmallDisk disk(1 << 20);
            if (!disk.isMounted())
                QSKIP("no file system can be mounted here");
            int rows = 0;
            {
                HistoryStore store(disk.path());
                QSignalSpy kept(&store, &HistoryStore::kept), added(&store, &HistoryStore::added);
                store.add({}, test::noise({16, 16}, 1), "first");
                QTRY_COMPARE(kept.size(), 1);
                disk.fillUpTo(room);
                for (int i = 0; i < 6; ++i)
                    store.add({}, test::noise({100, 100}, quint32(i)), "more");
                QTRY_COMPARE(kept.size(), 7);
                rows = int(added.size());
                QVERIFY2(rows < 7, "the disk was full");
            }
            QFile::remove(disk.file("filler"));
            HistoryStore store(disk.path());
            std::vector<HistoryEntry> entries;
            connect(&store, &HistoryStore::loaded, this, [&](const auto& all) { entries = all; });
            QSignalSpy loaded(&store, &HistoryStore::loaded);
            store.load();
            QTRY_COMPARE(loaded.size(), 1);
            QVERIFY2(int(entries.size()) >= rows, "what was said to be kept is there");
            for (const HistoryEntry& entry : entries)
                QVERIFY(!QImage(store.fileOf(entry)).isNull());
        }
    }

    void aFullDiskIsSaidWhileAutosaving()
    {
        const test::SmallDisk disk(1 << 20);
        if (!disk.isMounted())
            QSKIP("no file system can be mounted here");
        Document document(blankDocument({200, 200}));
        Autosave autosave(&document, disk.path(), 5ms);
        QSignalSpy failed(&autosave, &Autosave::failed), saved(&autosave, &Autosave::saved);
        document.edit("small", [](DocumentState& state) { state.frame.translate(8, 0); });
        QVERIFY(saved.wait());
        const DocumentState first = document.committed();
        disk.fillUpTo(50000);
        document.edit("large", [](DocumentState& state) {
            state.layers.front().pixels.replace({0, 0}, test::noise({200, 200}, 1));
        });
        QVERIFY(failed.wait());
        QVERIFY(failed.at(0).at(0).toString().contains("no space"));
        QVERIFY2(
            openOpenRaster(RecoveryFolder(disk.path()).dataFile(autosave.id())) == first, "the old copy is whole");
        QFile::remove(disk.file("filler"));
        QVERIFY2(saved.wait(5000), "it tries again by itself");
        document.setSaved(document.history().current());
    }

    void aLimitOnFilesIsAsGoodAsAFullDisk()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("lake.ora");
        saveOpenRaster(smallDocument(), file);
        DocumentState large = smallDocument();
        large.addLayer("large").pixels.replace({0, 0}, test::noise({160, 120}, 1));
        const QByteArray before = contentOf(file);
        QString sentence;
        {
            const test::FileSizeLimit limit(20000);
            sentence = sentenceOf([&] { saveOpenRaster(large, file); });
        }
        QVERIFY2(isHelpful(sentence, "lake.ora"), qPrintable(sentence));
        QCOMPARE(contentOf(file), before);
    }

    void everyFlippedByteOfADocumentIsReadOrRefused()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("lake.ora");
        const QByteArray good = openRasterBytes(smallDocument());
        int refused = 0;
        for (qsizetype at = QRandomGenerator::global()->bounded(flipStep(2)); at < good.size();
             at += flipStep(2)) {
            QByteArray bad = good;
            bad[at] = char(bad[at] ^ (1 << (at % 8)));
            write(file, bad);
            const QString sentence = sentenceOf([&] { openOpenRaster(file); });
            refused += !sentence.isEmpty();
            QVERIFY2(sentence.isEmpty() || isHelpful(sentence, "lake.ora"), qPrintable(sentence));
            if (sentence.isEmpty())
                continue;
            const QString hopeless = sentenceOf([&] {
                const Salvaged found = salvageOpenRaster(file);
                QVERIFY(found.state.size.width() > 0 && !found.state.layers.empty());
            });
            QVERIFY2(hopeless.isEmpty() || isHelpful(hopeless, "lake.ora"), qPrintable(hopeless));
        }
        QVERIFY(refused > 100);
    }

    void theWholeLayersOfADamagedDocumentAreSalvaged()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("lake.ora");
        QByteArray bytes = openRasterBytes(smallDocument());
        const qsizetype second = bytes.indexOf("data/layer2.png");
        QVERIFY(second > 0);
        bytes[second + 60] = char(bytes[second + 60] ^ 0xff);
        write(file, bytes);
        QVERIFY(isHelpful(sentenceOf([&] { openOpenRaster(file); }), "lake.ora"));
        const Salvaged found = salvageOpenRaster(file);
        QCOMPARE(found.lost, QStringList{"second"});
        QCOMPARE(found.state.layers.size(), std::size_t(1));
        QVERIFY(found.state.layers.front().pixels == smallDocument().layers.front().pixels);
        QVERIFY2(contentOf(file) == bytes, "the damaged file is left as it is");
    }

    void everyFlippedByteOfTheHistoryIsSurvived()
    {
        QTemporaryDir folder;
        {
            HistoryStore store(folder.path());
            QSignalSpy kept(&store, &HistoryStore::kept);
            for (int i = 0; i < 3; ++i)
                store.add({}, test::noise({8, 8}, quint32(i)));
            QTRY_COMPARE(kept.size(), 3);
        }
        const QString database = folder.filePath("history.sqlite");
        const QByteArray good = contentOf(database);
        QVERIFY(good.size() > 1000);
        const int step = flipStep(97);
        for (qsizetype at = QRandomGenerator::global()->bounded(step); at < good.size(); at += step) {
            QByteArray bad = good;
            bad[at] = char(bad[at] ^ (1 << (at % 8)));
            for (const char* end : {"-wal", "-shm", ".broken", ".broken-wal", ".broken-shm"})
                QFile::remove(database + end);
            write(database, bad);
            HistoryStore store(folder.path());
            QSignalSpy failed(&store, &HistoryStore::failed);
            std::size_t count = 0;
            bool answered = false;
            connect(&store, &HistoryStore::loaded, &store, [&](const auto& all) {
                count = all.size();
                answered = true;
            });
            store.load();
            QTRY_VERIFY2(answered || !failed.isEmpty(), qPrintable(QString::number(at)));
            QVERIFY2(count >= 3, qPrintable(QString::number(at)));
        }
    }
};

QTEST_MAIN(SafetyTest)
#include "tst_safety.moc"
