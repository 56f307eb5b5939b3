#include "document_samples.h"

#include <client/job_queue.h>
#include <client/model_folders.h>
#include <look/theme.h>
#include <panels/queue_panel.h>

#include <support/reference.h>
#include <support/soak.h>

#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <csignal>

using namespace tarn::studio;

namespace {

Drawing drawing(const char* prompt, int steps = 40)
{
    Drawing drawing;
    drawing.frame = {8, 16, 128, 128};
    drawing.request.prompt = prompt;
    drawing.request.steps = steps;
    drawing.request.width = drawing.request.height = 128;
    return drawing;
}

Drawing inpainting()
{
    DocumentState state = test::sampleDocument();
    state.layers.front().pixels.replace({0, 0}, test::noise({600, 400}, 1).convertToFormat(QImage::Format_RGB32));
    state.frame = {0, 0, 300, 200};
    return drawingFor(state, 128);
}

} // namespace

class QueueTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EngineClient> m_client;
    std::unique_ptr<JobQueue> m_queue;
    std::unique_ptr<QueuePanel> m_panel;

    void open()
    {
        m_client =
            std::make_unique<EngineClient>(std::vector<std::string>{test::tarnProgram().toStdString(), "engine"});
        m_queue = std::make_unique<JobQueue>(m_client.get(), m_folder->path());
        connect(m_queue.get(), &JobQueue::drawWanted, this, [this](const Drawing& again) { submit(again); });
        m_client->start();
        m_panel = std::make_unique<QueuePanel>(m_queue.get());
        m_panel->resize(420, 220);
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
        m_panel->list()->setFocus();
    }
    void close()
    {
        m_panel.reset();
        m_queue.reset();
        m_client.reset();
    }
    tarn::JobId submit(const Drawing& what)
    {
        const tarn::JobId job = m_client->submit(what.request, what.files);
        m_queue->add(job, what);
        return job;
    }
    QStringList prompts() const
    {
        QStringList all;
        for (const QueuedJob& job : m_queue->jobs())
            all << QString::fromStdString(job.drawing.request.prompt);
        return all;
    }
    void click(const QString& tip)
    {
        for (QToolButton* button : m_panel->findChildren<QToolButton*>())
            if (button->toolTip().startsWith(tip))
                return QTest::mouseClick(button, Qt::LeftButton);
        QFAIL(qPrintable(tip));
    }
    void choose(int row)
    {
        QTest::mouseClick(m_panel->list()->viewport(), Qt::LeftButton, {},
            m_panel->list()->visualRect(m_panel->list()->model()->index(row, 0)).center());
        QCOMPARE(m_panel->list()->currentIndex().row(), row);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup() { close(); }

    void jobsAreReorderedStoppedAndRepeatedWithTheMouse()
    {
        m_queue->setPaused(true);
        for (const char* prompt : {"one", "two", "three"})
            submit(drawing(prompt, 3));
        QCOMPARE(prompts(), (QStringList{"one", "two", "three"}));
        choose(2);
        click("Sooner");
        QCOMPARE(prompts(), (QStringList{"one", "three", "two"}));
        QCOMPARE(m_panel->list()->currentIndex().row(), 1);
        QTest::keyClick(m_panel->list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(prompts(), (QStringList{"three", "one", "two"}));
        choose(1);
        click("Stop it");
        QTRY_COMPARE(prompts(), (QStringList{"three", "two", "one"}));
        QVERIFY(m_queue->jobs().back().state == QueuedJob::State::stopped);
        QStringList order;
        connect(m_client.get(), &EngineClient::ended, this, [&](const tarn::JobId& job) {
            order << QString::fromStdString(m_queue->find(job)->drawing.request.prompt);
        });
        click("Go on");
        QTRY_COMPARE_WITH_TIMEOUT(order.size(), 2, 60000);
        QCOMPARE(order, (QStringList{"three", "two"}));
        QTRY_COMPARE(m_queue->openCount(), 0);
        QVERIFY(!m_queue->jobs().front().picture.isNull());
        choose(0);
        click("Draw it again");
        QTRY_COMPARE(m_queue->openCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_queue->openCount(), 0, 60000);
        click("Take all");
        QVERIFY(m_queue->jobs().empty());
    }

    void whatHasNotEndedOutlivesTheStudio()
    {
        m_queue->setPaused(true);
        const Drawing mask = inpainting();
        QVERIFY(mask.files.size() == 2 && !mask.paste.isNull());
        submit(drawing("later"));
        submit(mask);
        submit(drawing("stopped"));
        m_queue->move(m_queue->jobs()[1].id, -1);
        m_queue->remove(m_queue->jobs()[2].id);
        QTRY_COMPARE(m_queue->openCount(), 2);
        close(); // as in a crash, nothing is tidied up
        open();
        m_queue->load();
        QTRY_COMPARE(m_queue->jobs().size(), std::size_t(2));
        const QueuedJob& first = m_queue->jobs()[0];
        QVERIFY(first.state == QueuedJob::State::left);
        QVERIFY(first.drawing.request == mask.request);
        QVERIFY(first.drawing.files == mask.files);
        QVERIFY(first.drawing.frame == mask.frame && first.drawing.mode == mask.mode);
        QVERIFY(first.drawing.paste == mask.paste);
        QTest::qWait(100);
        QCOMPARE(m_client->openJobs(), 0); // nothing begins by itself
        m_panel->grab().save(QCoreApplication::applicationDirPath() + "/../screenshots/queue.png");
        QSignalSpy ended(m_client.get(), &EngineClient::ended);
        click("Draw what");
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, 120000);
        for (const QueuedJob& job : m_queue->jobs())
            QVERIFY2(job.state == QueuedJob::State::finished, qPrintable(job.sentence));
        close();
        open();
        m_queue->load();
        QTest::qWait(100);
        QVERIFY2(m_queue->jobs().empty(), "it has ended");
    }

    void damagedEntriesAreLeftOut()
    {
        m_queue->setPaused(true);
        submit(drawing("whole"));
        const tarn::JobId small = submit(drawing("damaged"));
        close();
        const QString file = m_folder->filePath(QString::fromStdString(small) + ".json");
        QFile opened(file);
        QVERIFY(opened.open(QIODevice::ReadOnly));
        const QByteArray good = opened.readAll();
        opened.close();
        open();
        for (qsizetype at = 0; at < good.size(); at += test::rounds(5, 1)) {
            QByteArray bad = good;
            bad[at] = char(bad[at] ^ (1 << (at % 8)));
            QFile::remove(file + ".broken");
            QVERIFY(opened.open(QIODevice::WriteOnly) && opened.write(bad) == bad.size());
            opened.close();
            JobQueue queue(m_client.get(), m_folder->path());
            QSignalSpy loaded(&queue, &JobQueue::loaded);
            queue.load();
            QVERIFY(loaded.wait());
            QVERIFY(queue.jobs().size() == 2 || QFile::exists(file + ".broken"));
        }
    }

    void theTreesOfOtherProgramsAreRecognised_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QStringList>("folders");
        QTest::newRow("A1111") << QStringList{"models/Stable-diffusion/sd/a.safetensors",
            "models/Lora/b.safetensors", "models/Stable-diffusion/c.ckpt", "outputs/x.safetensors",
            "venv/y.safetensors"}
                               << "A1111" << QStringList{"models/Lora", "models/Stable-diffusion/sd"};
        QTest::newRow("ComfyUI") << QStringList{"models/checkpoints/a.safetensors", "models/unet/b.safetensors",
            "custom_nodes/z/z.safetensors"}
                                 << "ComfyUI" << QStringList{"models/checkpoints", "models/unet"};
        QTest::newRow("InvokeAI") << QStringList{"invokeai.yaml", "models/sd-1/main/dream/model_index.json",
            "models/sd-1/main/dream/unet/w.safetensors", "models/0a1b/x.safetensors"}
                                  << "InvokeAI" << QStringList{"models/0a1b", "models/sd-1/main"};
        QTest::newRow("any") << QStringList{"a.safetensors"} << "" << QStringList{"."};
        QTest::newRow("none") << QStringList{"a.txt"} << "" << QStringList{};
    }
    void theTreesOfOtherProgramsAreRecognised()
    {
        QFETCH(QStringList, files);
        QFETCH(QString, kind);
        QFETCH(QStringList, folders);
        QTemporaryDir root;
        for (const QString& name : files) {
            QVERIFY(QDir().mkpath(QFileInfo(root.filePath(name)).absolutePath()));
            QFile file(root.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QVERIFY(QFile::link(root.path(), root.filePath("loop"))); // leads back up
        const ModelTree tree = recognisedTree(root.path());
        QCOMPARE(tree.kind, kind);
        QStringList found;
        for (const QString& folder : tree.folders)
            found << QDir(QFileInfo(root.path()).canonicalFilePath()).relativeFilePath(folder);
        found.sort();
        for (QString& each : found)
            each = each.isEmpty() ? "." : each;
        QCOMPARE(found, folders);
    }

    void aSingleModelIsLinkedAndOtherFilesAreRefused()
    {
        QTemporaryDir from, own;
        QFile model(from.filePath("ä model.safetensors"));
        QVERIFY(model.open(QIODevice::WriteOnly));
        linkModel(model.fileName(), own.path());
        linkModel(model.fileName(), own.path()); // again is no error
        QCOMPARE(QFileInfo(own.filePath("ä model.safetensors")).canonicalFilePath(),
            QFileInfo(model.fileName()).canonicalFilePath());
        QVERIFY_EXCEPTION_THROWN(linkModel(from.filePath("a.ckpt"), own.path()), tarn::StudioError);
    }

    void aRemoteCommandKeepsItsOwnFolders()
    {
        QCOMPARE(withModelFolders({"tarn", "engine"}, {"/m"}),
            (std::vector<std::string>{"tarn", "engine", "--models", "/m"}));
        QCOMPARE(withModelFolders({"ssh", "host", "tarn", "engine"}, {"/m"}).size(), std::size_t(4));
    }
};

int main(int count, char** words)
{
    QApplication application(count, words);
    std::signal(SIGPIPE, SIG_IGN);
    std::setlocale(LC_NUMERIC, "C");
    Theme theme;
    theme.choose(Theme::Choice::dark);
    QueueTest test;
    return QTest::qExec(&test, count, words);
}

#include "tst_queue.moc"
