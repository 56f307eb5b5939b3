#include <canvas/canvas_view.h>
#include <document/candidates.h>
#include <document/open_raster.h>
#include <document/recovery.h>
#include <library/history_store.h>
#include <window/generation.h>
#include <window/main_window.h>

#include <support/reference.h>
#include <support/soak.h>

#include <QApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <csignal>

using namespace tarn::studio;
using namespace std::chrono_literals;

namespace {

int kills() { return test::rounds(10, 200); }

void say(const char* what, int count)
{
    std::printf("%s %d\n", what, count);
    std::fflush(stdout);
}

/// What the killed session does, without end: draws, accepts what is kept, saves, and says each when it is done.
int workUntilKilled(const QString& folder, int count, char** words)
{
    QApplication application(count, words);
    QCoreApplication::setOrganizationName("tarn");
    QCoreApplication::setApplicationName("tarn-test");
    std::signal(SIGPIPE, SIG_IGN);
    std::setlocale(LC_NUMERIC, "C");
    Theme theme;
    MainWindow window(&theme,
        {{test::tarnProgram().toStdString(), "engine"}, folder + "/recovery", folder + "/history",
            folder + "/queue", folder + "/models", 50ms});
    window.show();
    Document& document = *window.document();
    document.setFile(folder + "/lake.ora");
    document.edit("short", [](DocumentState& state) {
        state.draft.request.prompt = "a lake";
        state.draft.request.steps = 2;
    });
    int kept = 0;
    QObject::connect(window.candidates(), &Candidates::changed, [&] {
        const Candidate* current = window.candidates()->current();
        if (!current || !current->finished)
            return;
        say("kept", ++kept);
        QTimer::singleShot(0, [&] {
            window.generation()->accept();
            if (kept % 2 == 0)
                QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
            window.generation()->draw();
        });
    });
    QObject::connect(&document, &Document::modifiedChanged, [&](bool modified) {
        if (!modified)
            say("saved", kept);
    });
    window.generation()->draw();
    return QApplication::exec();
}

int lastSaid(const QByteArray& output, const QByteArray& what)
{
    int last = 0;
    for (const QByteArray& line : output.split('\n'))
        if (line.startsWith(what + ' '))
            last = line.mid(what.size() + 1).toInt();
    return last;
}

} // namespace

/// kill -9, of the studio and of its engine, at random moments.
class KillsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKilledStudioLosesNothingThatItSaidItKept()
    {
        int keptInAll = 0;
        for (int i = 0; i < kills(); ++i) {
            QTemporaryDir folder;
            QProcess session;
            session.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            session.start(QCoreApplication::applicationFilePath(), {"--work", folder.path()});
            QByteArray output;
            const auto readUntil = [&](int milliseconds, const QByteArray& wanted) {
                QElapsedTimer timer;
                for (timer.start();
                     timer.elapsed() < milliseconds && (wanted.isEmpty() || !output.contains(wanted));) {
                    session.waitForReadyRead(20);
                    output += session.readAllStandardOutput();
                }
            };
            readUntil(60000, "kept");
            readUntil(QRandomGenerator::global()->bounded(800), {});
            session.kill();
            QVERIFY(session.waitForFinished());
            output += session.readAllStandardOutput();
            const int kept = lastSaid(output, "kept"), saved = lastSaid(output, "saved");
            QVERIFY(kept > 0);
            keptInAll += kept;

            HistoryStore store(folder.filePath("history"));
            std::vector<HistoryEntry> entries;
            connect(&store, &HistoryStore::loaded, this, [&](const auto& all) { entries = all; });
            store.load();
            QTRY_VERIFY2(int(entries.size()) >= kept, qPrintable(output));
            for (const HistoryEntry& entry : entries)
                QCOMPARE(QImage(store.fileOf(entry)).size(), QSize(128, 128));
            const QString project = folder.filePath("lake.ora");
            if (saved > 0)
                QVERIFY(openOpenRaster(project).layers.size() >= 2);
            for (const Recovered& work : RecoveryFolder(folder.filePath("recovery")).orphans())
                QVERIFY(!openOpenRaster(work.data).layers.empty());
        }
        qInfo("%d pictures kept before %d kills, none lost", keptInAll, kills());
    }

    void aKilledEngineIsBackWithinTenSecondsAndTheDocumentUntouched()
    {
        QTemporaryDir folder;
        Theme theme;
        MainWindow window(&theme,
            {{test::tarnProgram().toStdString(), "engine"}, folder.filePath("recovery"),
                folder.filePath("history"), folder.filePath("queue"), folder.filePath("models"), 1h});
        window.show();
        window.document()->edit("long", [](DocumentState& state) { state.draft.request.steps = 140; });
        const DocumentState before = window.document()->committed();
        QTRY_COMPARE_WITH_TIMEOUT(window.client()->state(), EngineClient::State::ready, 60000);
        qint64 longest = 0;
        for (int i = 0; i < kills(); ++i) {
            QSignalSpy ended(window.client(), &EngineClient::ended);
            window.generation()->draw();
            QTRY_COMPARE(window.client()->openJobs(), 1);
            QTest::qWait(QRandomGenerator::global()->bounded(600));
            const qint64 process = window.client()->processId();
            QVERIFY(process > 0 && window.client()->openJobs() == 1);
            QElapsedTimer timer;
            timer.start();
            ::kill(pid_t(process), SIGKILL);
            QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 10000);
            QTRY_VERIFY_WITH_TIMEOUT(
                window.client()->state() == EngineClient::State::ready && window.client()->processId() != process,
                10000);
            longest = std::max(longest, timer.elapsed());
            QCOMPARE(window.candidates()->count(), 0);
            QVERIFY(window.document()->committed().layers == before.layers);
            QCOMPARE(ended.size(), 1);
        }
        qInfo("engine back after at most %lld ms", static_cast<long long>(longest));
        window.document()->setSaved(window.document()->history().current());
    }
};

int main(int count, char** words)
{
    if (count == 3 && qstrcmp(words[1], "--work") == 0)
        return workUntilKilled(QString::fromLocal8Bit(words[2]), count, words);
    QApplication application(count, words);
    QCoreApplication::setOrganizationName("tarn");
    QCoreApplication::setApplicationName("tarn-test");
    std::signal(SIGPIPE, SIG_IGN);
    std::setlocale(LC_NUMERIC, "C");
    KillsTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_kills.moc"
