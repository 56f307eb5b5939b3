#include "document_samples.h"

#include <document/autosave.h>
#include <document/open_raster.h>

#include <support/soak.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn::studio;
using namespace std::chrono_literals;

namespace {

/// What the child does: works, autosaves, and waits to be killed.
int workUntilKilled(const QString& folder, int count, char** words)
{
    QCoreApplication application(count, words);
    Document document(blankDocument({200, 150}));
    Autosave autosave(&document, folder, 50ms);
    document.setFile("/home/somebody/lake.ora");
    int strokes = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] {
        document.edit("paint", [&](DocumentState& state) {
            state.layers.front().pixels.replace({strokes % 150, 0}, test::noise({50, 50}, quint32(strokes)));
            state.layers.front().name = QString::number(++strokes);
        });
    });
    QObject::connect(&autosave, &Autosave::saved, [] {
        std::printf("saved\n");
        std::fflush(stdout);
    });
    timer.start(3);
    return QCoreApplication::exec();
}

} // namespace

class AutosaveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aChangeIsSavedWithoutBeingAskedFor()
    {
        QTemporaryDir folder;
        Document document(blankDocument({100, 100}));
        Autosave autosave(&document, folder.path(), 20ms);
        QSignalSpy saved(&autosave, &Autosave::saved);
        QTest::qWait(60);
        QVERIFY2(saved.isEmpty(), "nothing changed");
        document.edit("x", [](DocumentState& state) { state.frame.translate(8, 0); });
        QVERIFY(saved.wait());
        const RecoveryFolder recovery(folder.path());
        QVERIFY(openOpenRaster(recovery.dataFile(autosave.id())).frame == document.state().frame);
        QVERIFY2(recovery.orphans().empty(), "its session lives");
        document.setSaved(document.history().current());
        QTRY_VERIFY(!QFile::exists(recovery.dataFile(autosave.id())));
    }

    void aCleanEndLeavesNothing()
    {
        QTemporaryDir folder;
        {
            Document document(blankDocument({100, 100}));
            Autosave autosave(&document, folder.path(), 1ms);
            QSignalSpy saved(&autosave, &Autosave::saved);
            document.edit("x", [](DocumentState& state) { state.frame.translate(8, 0); });
            QVERIFY(saved.wait());
            document.setSaved(document.history().current());
        }
        QVERIFY(QDir(folder.path()).entryList(QDir::Files).isEmpty());
    }

    /// At random moments; whatever is found is whole, and not older than what the session said it had saved.
    void aKilledSessionIsRecovered()
    {
#ifdef __SANITIZE_ADDRESS__
        const int usual = 4; // each start takes seconds
#else
        const int usual = 10;
#endif
        const int kills = test::rounds(usual, 200);
        QRandomGenerator random(quint32(11));
        for (int i = 0; i < kills; ++i) {
            QTemporaryDir folder;
            QProcess session;
            session.start(QCoreApplication::applicationFilePath(), {"--work", folder.path()});
            QVERIFY(session.waitForReadyRead(20000));
            QTest::qWait(random.bounded(150));
            session.kill();
            QVERIFY(session.waitForFinished());
            const RecoveryFolder recovery(folder.path());
            const std::vector<Recovered> found = recovery.orphans();
            QCOMPARE(found.size(), std::size_t(1));
            QCOMPARE(found.front().file, QString("/home/somebody/lake.ora"));
            QCOMPARE(found.front().title, QString("lake.ora"));
            const DocumentState state = openOpenRaster(found.front().data);
            QVERIFY(state.layers.front().name.toInt() > 0);
            QVERIFY(!state.layers.front().pixels.isEmpty());
            recovery.decline(found.front().id);
            QVERIFY(recovery.orphans().empty());
            QVERIFY2(QFile::exists(folder.filePath("declined/" + found.front().id + ".ora")), "kept for a week");
        }
    }

    void whatWasDeclinedGoesAfterAWeek()
    {
        QTemporaryDir folder;
        const RecoveryFolder recovery(folder.path());
        saveOpenRaster(blankDocument({8, 8}), recovery.dataFile("a"));
        recovery.decline("a");
        recovery.orphans();
        QVERIFY(QFile::exists(folder.filePath("declined/a.ora")));
    }

    void aFolderThatCannotBeWrittenToIsSaid()
    {
        QTemporaryDir folder;
        Document document(blankDocument({100, 100}));
        Autosave autosave(&document, folder.path(), 1ms);
        QSignalSpy failed(&autosave, &Autosave::failed);
        QVERIFY(QDir(folder.path()).removeRecursively());
        document.edit("x", [](DocumentState& state) { state.frame.translate(8, 0); });
        QVERIFY(failed.wait());
        QVERIFY(failed.at(0).at(0).toString().endsWith('.'));
    }
};

int main(int count, char** words)
{
    if (count == 3 && qstrcmp(words[1], "--work") == 0)
        return workUntilKilled(QString::fromLocal8Bit(words[2]), count, words);
    QCoreApplication application(count, words);
    AutosaveTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_autosave.moc"
