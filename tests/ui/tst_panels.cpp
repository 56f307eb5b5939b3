#include "studio_window.h"

#include <canvas/canvas_view.h>
#include <client/model_library.h>
#include <look/notice_bar.h>
#include <panels/layers_panel.h>
#include <panels/model_box.h>
#include <panels/models_panel.h>
#include <panels/sigma_curve.h>
#include <panels/style_presets.h>

#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>
#include <QToolButton>

using namespace tarn::studio;

namespace {

constexpr std::size_t starters = 4; ///< models that are there from the beginning

QString starterFolder() { return QStringLiteral(TARN_RESOURCES "/models/starter"); }

} // namespace

/// Models, styles, earlier prompts and the noise curve, with real events.
class PanelsTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<test::StudioWindow> m_studio;
    MainWindow& window() { return *m_studio->get(); }
    PromptEdit* prompt() { return window().findChild<PromptEdit*>(); }
    QString promptText() { return QString::fromStdString(window().document()->state().draft.request.prompt); }
    void raise(const char* name)
    {
        window().findChild<QDockWidget*>(name)->show();
        window().findChild<QDockWidget*>(name)->raise();
        QTest::qWait(50);
    }

private Q_SLOTS:
    void init()
    {
        m_studio = std::make_unique<test::StudioWindow>();
        m_studio->open();
    }
    void cleanup() { m_studio.reset(); }

    void layersAreDraggedAndGroupsFold()
    {
        Document& document = *window().document();
        document.edit("layers", [](DocumentState& state) {
            for (const char* name : {"b", "c"})
                state.addLayer(name);
            state.layers.front().name = "a";
        });
        auto* panel = window().findChild<LayersPanel*>();
        raise("layers");
        QListView& list = *panel->list();
        QAbstractItemModel& model = *list.model();
        const auto rows = [&] {
            QStringList all;
            for (int i = 0; i < model.rowCount(); ++i)
                all << model.index(i, 0).data().toString();
            return all.join(' ');
        };
        // As the list does when a row is dropped between others (-1, and onto what), or below all of them.
        const auto drop = [&](int from, int row, const QModelIndex& onto = {}) {
            const std::unique_ptr<QMimeData> data(model.mimeData({model.index(from, 0)}));
            QVERIFY(model.canDropMimeData(data.get(), Qt::MoveAction, row, 0, onto));
            model.dropMimeData(data.get(), Qt::MoveAction, row, 0, onto);
        };
        QCOMPARE(rows(), "c b a");
        drop(2, 0);
        QCOMPARE(rows(), "a c b");
        drop(0, -1);
        QCOMPARE(rows(), "c b a");
        document.undo();
        document.undo();
        QCOMPARE(rows(), "c b a");
        document.edit("active", [](DocumentState& state) { state.active = state.layers[1].id; });
        panel->groupLayer();
        QCOMPARE(rows(), "c Group 4 b a");
        drop(0, -1, model.index(1, 0));
        QCOMPARE(rows(), "Group 4 c b a");
        QCOMPARE(document.state().layers[2].parent, document.state().layers[3].id);
        m_studio->keepScreenshot("layer-group");
        const QPoint fold = list.visualRect(model.index(0, 0)).topLeft() + QPoint(16, 24);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, fold);
        QCOMPARE(rows(), "Group 4 a");
        m_studio->keepScreenshot("layer-group-folded");
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, fold);
        QCOMPARE(rows(), "Group 4 c b a");
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, fold);
        document.edit("inside", [](DocumentState& state) { state.active = state.layers[1].id; });
        QCOMPARE(rows(), "Group 4 c b a"); // what is worked on is seen
    }

    void modelsOfAnotherProgramAreUsedInTheirPlaceAndBrokenOnesSaidWhy()
    {
        m_studio->waitForEngine();
        QCOMPARE(window().client()->models().size(), starters);
        QTemporaryDir comfy;
        QVERIFY(
            QDir().mkpath(comfy.filePath("models/checkpoints")) && QDir().mkpath(comfy.filePath("models/unet")));
        QFile broken(comfy.filePath("models/checkpoints/broken.safetensors"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("<html>not found</html>") > 0);
        broken.close();
        QVERIFY(QFile::link(starterFolder(), comfy.filePath("models/checkpoints/my landscapes")));
        window().models()->addFolder(comfy.path());
        QTRY_VERIFY(window().notice()->sentence().contains("ComfyUI"));
        QTRY_COMPARE_WITH_TIMEOUT(window().client()->models().size(), starters + 2, 60000);
        raise("models");
        auto* panel = window().findChild<ModelsPanel*>();
        QTRY_COMPARE(panel->list()->count(), int(starters) + 2);
        m_studio->keepScreenshot("models");
        QStringList all;
        for (int i = 0; i < panel->list()->count(); ++i)
            all << panel->list()->item(i)->data(Qt::AccessibleTextRole).toString();
        const QString said = all.filter("broken").value(0);
        QVERIFY2(said.endsWith('.') && said.size() > 20, qPrintable(said));

        auto* box = window().findChild<ModelBox*>();
        const int place = box->findText("my landscapes");
        QVERIFY2(place > 0 && box->findText("broken") < 0, "only what can draw is offered");
        box->setFocus();
        QTest::keyClicks(box, "my");
        QCOMPARE(box->currentIndex(), place);
        QTest::keyClick(box, Qt::Key_Return);
        if (QString::fromStdString(window().document()->state().draft.request.model.name) != "my landscapes")
            Q_EMIT box->activated(place); // a closed combo box tells of its keys by the platform's ways
        QCOMPARE(window().document()->state().draft.request.model.name, std::string("my landscapes"));
        window().document()->edit("short", [](DocumentState& state) { state.draft.request.steps = 2; });
        m_studio->drawOne("a lake");
        QVERIFY(window().candidates()->current() && window().candidates()->current()->finished);

        window().models()->removeFolder(comfy.path());
        QTRY_COMPARE_WITH_TIMEOUT(window().client()->models().size(), starters, 60000);
        QTRY_VERIFY(box->currentText().contains("not here"));
    }

    void aModelFileThatIsDroppedIsLinked()
    {
        m_studio->waitForEngine();
        QTemporaryDir from;
        QFile model(from.filePath("other.safetensors"));
        QVERIFY(model.open(QIODevice::WriteOnly) && model.write("nothing") > 0);
        model.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(model.fileName())});
        test::dropOn(window().canvas(), &data);
        QTRY_VERIFY2(window().notice()->sentence().contains("other.safetensors"),
            qPrintable(window().notice()->sentence()));
        QVERIFY(QFileInfo(m_studio->path("models/other.safetensors")).isSymLink());
        QTRY_COMPARE_WITH_TIMEOUT(window().client()->models().size(), starters + 1, 60000);
    }

    void anEngineThatCannotBeStartedIsSaidAndLocalOneComesBack()
    {
        m_studio->waitForEngine();
        window().models()->setRemoteCommand("/nowhere/ssh host tarn engine");
        QTRY_COMPARE_WITH_TIMEOUT(window().client()->state(), EngineClient::State::failed, 30000);
        window().models()->setRemoteCommand({});
        m_studio->waitForEngine();
    }

    void aStyleIsAddedToThePromptAndTakenAway()
    {
        QVERIFY(stylePresets().size() == 12);
        for (const StylePreset& preset : stylePresets())
            QVERIFY(!preset.picture.isNull());
        QTest::keyClicks(prompt(), "a lake");
        QToolButton* button = nullptr;
        for (QToolButton* each : window().findChildren<QToolButton*>())
            if (each->text() == "Style")
                button = each;
        QVERIFY(button);
        const auto pick = [&](int row) {
            QTest::mouseClick(button, Qt::LeftButton);
            QWidget* popup = QApplication::activePopupWidget();
            QVERIFY(popup);
            auto* list = popup->findChild<QListWidget*>();
            if (row == 1)
                test::keepScreenshot(popup, "styles");
            for (int i = 0; i < list->count(); ++i)
                QVERIFY(list->viewport()->rect().contains(list->visualItemRect(list->item(i))));
            QTest::mouseClick(
                list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row)).center());
            QTRY_VERIFY(!QApplication::activePopupWidget());
        };
        pick(1);
        QCOMPARE(promptText(), QString("a lake, an oil painting"));
        QCOMPARE(button->text(), stylePresets()[1].title);
        pick(4);
        QCOMPARE(promptText(), QString("a lake, an ink drawing"));
        pick(4);
        QCOMPARE(promptText(), QString("a lake"));
        window().document()->undo();
        QCOMPARE(promptText(), QString("a lake, an ink drawing"));
    }

    void earlierPromptsComeBackWithAltUp()
    {
        m_studio->waitForEngine();
        window().document()->edit("short", [](DocumentState& state) { state.draft.request.steps = 1; });
        m_studio->drawOne("first");
        m_studio->drawOne("second");
        prompt()->setFocus();
        prompt()->selectAll();
        QTest::keyClicks(prompt(), "third");
        QTest::keyClick(prompt(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(prompt()->toPlainText(), QString("second"));
        QTest::keyClick(prompt(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(prompt()->toPlainText(), QString("first"));
        QTest::keyClick(prompt(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(prompt()->toPlainText(), QString("first"));
        QTest::keyClick(prompt(), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(prompt(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(prompt()->toPlainText(), QString("third"));
    }

    void theNoiseCurveFollowsTheSchedule()
    {
        m_studio->waitForEngine();
        for (QToolButton* each : window().findChildren<QToolButton*>("sectionTitle"))
            each->setChecked(true);
        auto* curve = window().findChild<SigmaCurve*>();
        QTRY_VERIFY(curve->sigmas().size() == 21);
        const std::vector<double> before = curve->sigmas();
        window().document()->edit("karras", [](DocumentState& state) { state.draft.request.schedule = "karras"; });
        QTRY_VERIFY(curve->sigmas() != before);
        QVERIFY(std::ranges::is_sorted(curve->sigmas(), std::greater{}));
        QTest::qWait(100);
        m_studio->keepScreenshot("settings");
    }
};

QTEST_MAIN(PanelsTest)
#include "tst_panels.moc"
