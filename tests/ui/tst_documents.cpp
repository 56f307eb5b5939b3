#include "../../ui/window/document_tabs.h"
#include "../../ui/window/job_notice.h"
#include "../../ui/window/shortcut_editor.h"
#include "document_samples.h"
#include "studio_window.h"

#include <canvas/canvas_view.h>
#include <document/composite.h>
#include <document/open_raster.h>
#include <document/recovery.h>
#include <look/notice_bar.h>
#include <panels/reference_panel.h>
#include <window/generation.h>

#include <support/soak.h>

#include <QClipboard>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace tarn::studio;

/// Several documents, pictures from outside, keys and notices, with real events on the whole window.
class DocumentsTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<test::StudioWindow> m_studio;
    MainWindow& window() { return *m_studio->get(); }
    Document& document() { return *window().document(); }
    DocumentTabs& tabs() { return *window().tabs(); }
    void paint(const QColor& colour)
    {
        document().edit("paint", [&](DocumentState& state) {
            state.activeLayer()->pixels.paint(
                {0, 0, 50, 50}, [&](QPainter& p) { p.fillRect(0, 0, 50, 50, colour); });
        });
    }
    QColor corner() { return composited(document().state(), {5, 5, 1, 1}).pixelColor(0, 0); }
    void drop(QMimeData* data) { test::dropOn(window().canvas(), data); }

private Q_SLOTS:
    void init()
    {
        m_studio = std::make_unique<test::StudioWindow>();
        m_studio->open();
    }
    void cleanup() { m_studio.reset(); }

    void documentsKeepTheirUndoTreesInTabs()
    {
        QVERIFY(!tabs().isVisible());
        paint(Qt::red);
        paint(Qt::green);
        QTest::keyClick(&window(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(tabs().count(), 2);
        QVERIFY(tabs().isVisible() && !document().isModified() && !document().history().canUndo());
        paint(Qt::blue);
        QTest::mouseClick(&tabs(), Qt::LeftButton, {}, tabs().tabRect(0).center());
        QCOMPARE(corner(), QColor(Qt::green));
        QVERIFY(document().isModified());
        QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(corner(), QColor(Qt::red));
        QTest::keyClick(&window(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(corner(), QColor(Qt::blue));
        QTest::qWait(50);
        m_studio->keepScreenshot("tabs");
        QTest::keyClick(&window(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(corner(), QColor(Qt::red));
        QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(corner(), QColor(Qt::green));
    }

    void aFileOpensBesideWorkAndInThePlaceOfNothing()
    {
        const QString file = m_studio->path("ä lake.ora");
        saveOpenRaster(test::sampleDocument(), file);
        window().openFile(file);
        QTRY_COMPARE(document().file(), file);
        QCOMPARE(tabs().count(), 1);
        const QString other = m_studio->path("other.ora");
        saveOpenRaster(test::sampleDocument(), other);
        window().openFile(other);
        QTRY_COMPARE(document().file(), other);
        QCOMPARE(tabs().count(), 2);
        QCOMPARE(tabs().titles(), (QStringList{"ä lake.ora", "other.ora"}));
        // The other file's lock is held: a second window opens it read-only.
        tabs().setCurrentIndex(0);
        QCOMPARE(document().file(), file);
        MainWindow second(&m_studio->theme(),
            {{test::tarnProgram().toStdString(), "engine"}, m_studio->path("r2"), m_studio->path("h2"),
                m_studio->path("q2"), m_studio->path("m2")});
        for (const QString& each : {other, file}) {
            second.openFile(each);
            QTRY_VERIFY(second.notice()->sentence().contains(QFileInfo(each).fileName()));
            QVERIFY(second.document()->isReadOnly());
        }
        tabs().closeDocument(1);
        QCOMPARE(tabs().count(), 1);
        second.openFile(other);
        QTRY_COMPARE(second.document()->file(), other);
        for (int i = second.tabs()->count(); i-- > 0;) {
            second.tabs()->setCurrentIndex(i);
            second.document()->setSaved(second.document()->history().current());
        }
    }

    void closingAsksForEachDocumentWithWork()
    {
        paint(Qt::red);
        QTest::keyClick(&window(), Qt::Key_N, Qt::ControlModifier);
        paint(Qt::blue);
        int asked = 0;
        QTimer answers;
        connect(&answers, &QTimer::timeout, this, [&] {
            if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
                ++asked;
                box->button(asked == 1 ? QMessageBox::Cancel : QMessageBox::Discard)->click();
            }
        });
        answers.start(30);
        window().close();
        QCOMPARE(asked, 1);
        QVERIFY(window().isVisible());
        window().close();
        QTRY_VERIFY(!window().isVisible());
        QCOMPARE(asked, 3);
    }

    void documentsThatAreNotShownAreAutosavedToo()
    {
        paint(Qt::red);
        QTest::keyClick(&window(), Qt::Key_N, Qt::ControlModifier);
        paint(Qt::blue);
        tabs().setCurrentIndex(0);
        const QDir recovery(m_studio->path("recovery"));
        QTRY_COMPARE(recovery.entryList({"*.ora"}, QDir::Files).size(), 2);
        QStringList colours;
        for (const QFileInfo& file : recovery.entryInfoList({"*.ora"}, QDir::Files)) {
            QTRY_VERIFY(file.size() > 0);
            const DocumentState state = openOpenRaster(file.filePath());
            colours << composited(state, {5, 5, 1, 1}).pixelColor(0, 0).name();
        }
        colours.sort();
        QCOMPARE(colours, (QStringList{"#0000ff", "#ff0000"}));
    }

    void allThatAKilledSessionLeftIsOffered()
    {
        m_studio->close();
        const RecoveryFolder folder(m_studio->path("recovery"));
        const QColor colours[] = {Qt::red, Qt::blue, Qt::green};
        for (int i = 0; i < 3; ++i) {
            QImage picture(50, 50, QImage::Format_ARGB32_Premultiplied);
            picture.fill(colours[i]);
            saveOpenRaster(documentFrom(picture, "left"), folder.dataFile(QString::number(i)));
        }
        m_studio->open();
        window().offerRecovery();
        for (int i = 0; i < 3; ++i) {
            QTRY_VERIFY(window().notice()->sentence().contains("not saved"));
            for (QPushButton* button : window().notice()->findChildren<QPushButton*>())
                if (button->text() == (i == 1 ? "No" : "Recover"))
                    button->click();
        }
        QTRY_COMPARE(tabs().count(), 2);
        QVERIFY(window().notice()->sentence().isEmpty());
        QVERIFY2(folder.orphans().empty(), "each has its session");
        QCOMPARE(QDir(m_studio->path("recovery")).entryList({"*.ora"}, QDir::Files).size(), 2);
        tabs().setCurrentIndex(0);
        const QColor first = corner();
        tabs().setCurrentIndex(1);
        QVERIFY(first != corner());
    }

    void aDrawingOfAnotherTabIsFinishedThere()
    {
        m_studio->waitForEngine();
        document().edit("short", [](DocumentState& state) { state.draft.request.steps = 8; });
        window().generation()->draw();
        QTRY_COMPARE(window().candidates()->count(), 1);
        window().files()->openDocument(test::sampleDocument());
        QTest::keyClick(&window(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(tabs().count() >= 2);
        QCOMPARE(window().candidates()->count(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(window().client()->openJobs(), 0, 60000);
        QTest::qWait(300);
        QCOMPARE(window().candidates()->count(), 0);
        tabs().setCurrentIndex(0);
        QTRY_COMPARE(window().candidates()->count(), 1);
        QTRY_VERIFY(window().candidates()->current()->finished);
        for (int i = 0; i < tabs().count(); ++i) {
            tabs().setCurrentIndex(i);
            document().setSaved(document().history().current());
        }
    }

    void picturesAreDroppedPastedAndAddressesRefusedInASentence()
    {
        const QImage picture = test::noise({40, 30}, 3).convertToFormat(QImage::Format_RGB32);
        QMimeData pixels;
        pixels.setImageData(picture);
        pixels.setUrls({QUrl("https://example.org/a.png")});
        drop(&pixels);
        QCOMPARE(document().state().layers.size(), std::size_t(2));
        QCOMPARE(document().state().activeLayer()->pixels.bounds().size(), QSize(40, 30));
        QMimeData link;
        link.setUrls({QUrl("http://127.0.0.1/secret.png")});
        drop(&link);
        QTRY_VERIFY(
            window().notice()->sentence().contains("127.0.0.1") && window().notice()->sentence().endsWith('.'));
        window().canvas()->setFocus();
        QGuiApplication::clipboard()->setImage(picture);
        QTest::keyClick(window().canvas(), Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(document().state().layers.size(), std::size_t(3));
        QGuiApplication::clipboard()->setText("ftp://example.org/x.png");
        QTest::keyClick(window().canvas(), Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(
            window().notice()->sentence().contains("example.org") && window().notice()->sentence().endsWith('.'));
        QCOMPARE(document().state().layers.size(), std::size_t(3));
        const QString file = m_studio->path("p.png");
        QVERIFY(picture.save(file));
        QMimeData local;
        local.setUrls({QUrl::fromLocalFile(file)});
        drop(&local);
        QTRY_COMPARE(document().state().layers.size(), std::size_t(4));
    }

    void keysAreChangedAndRemembered()
    {
        auto* editor = new ShortcutEditor(&window().shortcuts(), &window());
        editor->show();
        QVERIFY(QTest::qWaitForWindowExposed(editor));
        QTest::keyClicks(editor->findChild<QLineEdit*>(), "save as");
        auto* list = editor->findChild<QTreeWidget*>();
        QTreeWidgetItem* item = nullptr;
        for (int i = 0; i < list->topLevelItemCount(); ++i)
            if (!list->topLevelItem(i)->isHidden())
                item = list->topLevelItem(i);
        QVERIFY(item && item->text(0).contains("Save as"));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(item).center());
        auto* keys = editor->findChild<QKeySequenceEdit*>();
        keys->setKeySequence(QKeySequence(Qt::CTRL | Qt::Key_J)); // Duplicate's
        QTest::qWait(30);
        test::keepScreenshot(editor, "shortcuts");
        for (QPushButton* button : editor->findChildren<QPushButton*>())
            if (button->text() == "Set")
                QTest::mouseClick(button, Qt::LeftButton);
        delete editor;
        const std::size_t layers = document().state().layers.size();
        QTest::keyClick(&window(), Qt::Key_J, Qt::ControlModifier);
        // A file dialog would wait; what is looked at is that the layer was not duplicated and the keys are kept.
        if (QWidget* dialog = QApplication::activeModalWidget())
            dialog->close();
        QCOMPARE(document().state().layers.size(), layers);
        m_studio->open();
        const auto find = [&](const QString& title) {
            for (const Command& command : window().shortcuts().commands())
                if (command.title.endsWith(title))
                    return command;
            return Command();
        };
        QCOMPARE(find("Save as…").action->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_J));
        QVERIFY(find("Duplicate").action->shortcut().isEmpty());
        window().shortcuts().reset(find("Duplicate"));
        QCOMPARE(find("Duplicate").action->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_J));
        // A tool's single key.
        window().shortcuts().set(find("Eraser"), QKeySequence(Qt::Key_Y));
        window().canvas()->setFocus();
        QTest::keyClick(window().canvas(), Qt::Key_Y);
        QCOMPARE(window().canvas()->tool()->iconName(), QString("eraser"));
    }

    void everyFlippedByteOfTheSettingsIsSurvived()
    {
        QSettings().setValue("recent", QStringList{m_studio->path("a.ora"), m_studio->path("b.ora")});
        QSettings().setValue("folder", m_studio->path(""));
        QSettings().setValue("theme", 1);
        const auto& commands = window().shortcuts().commands();
        const auto duplicate = std::ranges::find_if(
            commands, [](const Command& command) { return command.title.endsWith("Duplicate"); });
        window().shortcuts().set(*duplicate, QKeySequence("Ctrl+Shift+J"));
        window().close(); // writes where the window and its panels are
        m_studio.reset();
        const QString name = QSettings().fileName();
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray good = file.readAll();
        file.close();
        QVERIFY(good.size() > 500 && good.contains("layout") && good.contains("Ctrl+Shift+J"));
        const int step = test::rounds(std::max(1, int(good.size()) / 25), 1);
        Theme theme;
        QTemporaryDir folder;
        for (qsizetype at = QRandomGenerator::global()->bounded(step); at < good.size(); at += step) {
            QByteArray bad = good;
            bad[at] = char(bad[at] ^ (1 << (at % 8)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bad) == bad.size());
            file.close();
            QSettings().sync();
            MainWindow opened(&theme,
                {{"/nonexistent/engine"}, folder.filePath("recovery"), folder.filePath("history"),
                    folder.filePath("queue"), folder.filePath("models"), std::chrono::hours(1)});
            opened.show();
            QVERIFY(QTest::qWaitForWindowExposed(&opened));
            QVERIFY2(opened.width() >= 200 && opened.width() < 10000 && opened.height() < 10000,
                qPrintable(QString("byte %1").arg(at)));
        }
        QFile::remove(name);
    }

    void noTwoCommandsHaveTheSameKeys()
    {
        QMap<QString, QString> owners;
        for (const Command& command : window().shortcuts().commands())
            for (const QKeySequence& keys : command.action->shortcuts()) {
                const QString name = keys.toString();
                QVERIFY2(!owners.contains(name), qPrintable(name + ": " + owners[name] + ", " + command.title));
                owners[name] = command.title;
            }
        QVERIFY(owners.size() > 50);
    }

    void aLongDrawingIsToldOfWhenTheWindowIsNotLookedAt()
    {
        m_studio->waitForEngine();
        QWidget other;
        JobNotice notice(window().client(), &window(), 1);
        QSignalSpy told(&notice, &JobNotice::told);
        document().edit("short", [](DocumentState& state) { state.draft.request.steps = 2; });
        m_studio->drawOne("a lake");
        QTest::qWait(50);
        QVERIFY2(told.isEmpty(), "it is looked at");
        window().generation()->draw();
        other.show();
        other.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&other));
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 60000);
    }

    void aReferencePictureIsShownAndItsColourTaken()
    {
        QImage red(64, 64, QImage::Format_RGB32);
        red.fill(QColor(200, 30, 40));
        const QString file = m_studio->path("red.png");
        QVERIFY(red.save(file));
        auto* dock = window().findChild<QDockWidget*>("reference");
        dock->show();
        auto* view = window().findChild<ReferenceView*>();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        test::dropOn(view, &data);
        QTRY_COMPARE(view->picture().size(), QSize(64, 64));
        QTest::mouseClick(view, Qt::LeftButton, {}, view->rect().center());
        QCOMPARE(window().findChild<ToolSettings*>()->colour(), QColor(200, 30, 40));
        QCOMPARE(QSettings().value("references").toStringList(), QStringList{file});
        QTest::qWait(50);
        m_studio->keepScreenshot("reference");
    }

    void theFirstStartShowsAnExampleThatCanBeEdited()
    {
        window().openExample();
        QTRY_VERIFY(document().state().layers.size() == 3);
        QVERIFY(!document().isModified() && document().file().isEmpty());
        QVERIFY(!document().state().mask.isEmpty());
        QVERIFY(document().state().layers.front().drawn);
        QVERIFY(!document().state().draft.request.prompt.empty());
        QTRY_COMPARE(window().generation()->mode(), Mode::inpaint);
        QTest::qWait(300);
        m_studio->keepScreenshot("example");
        window().resize(1920, 1080);
        QTest::qWait(150);
        m_studio->keepScreenshot("example-1920");
        m_studio->theme().choose(Theme::Choice::light);
        QTest::qWait(150);
        m_studio->keepScreenshot("example-light");
    }
};

QTEST_MAIN(DocumentsTest)
#include "tst_documents.moc"
