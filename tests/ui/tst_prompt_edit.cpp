#include <panels/prompt_edit.h>
#include <panels/prompt_weight.h>

#include <QTest>

using namespace tarn::studio;

class PromptEditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void weightsChangeAsInA1111_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("end");
        QTest::addColumn<double>("by");
        QTest::addColumn<QString>("after");
        QTest::newRow("word at the cursor") << "a red sea" << 3 << 3 << 0.05 << "a (red:1.05) sea";
        QTest::newRow("selection") << "a red sea" << 2 << 9 << 0.05 << "a (red sea:1.05)";
        QTest::newRow("spaces at its ends") << "a red sea" << 1 << 6 << 0.05 << "a (red:1.05) sea";
        QTest::newRow("up again") << "a (red:1.05) sea" << 3 << 6 << 0.05 << "a (red:1.1) sea";
        QTest::newRow("down to one") << "a (red:1.05) sea" << 4 << 4 << -0.05 << "a red sea";
        QTest::newRow("below one") << "red" << 0 << 0 << -0.05 << "(red:0.95)";
        QTest::newRow("not below zero") << "(red:0)" << 1 << 4 << -0.05 << "(red:0)";
        QTest::newRow("not above two") << "(red:2)" << 1 << 4 << 0.05 << "(red:2)";
        QTest::newRow("no word") << "a ,  b" << 3 << 3 << 0.05 << "a ,  b";
        QTest::newRow("umlauts") << QString::fromUtf8("ein Fluß") << 5 << 5 << 0.05
                                 << QString::fromUtf8("ein (Fluß:1.05)");
    }
    void weightsChangeAsInA1111()
    {
        QFETCH(QString, before);
        QFETCH(int, start);
        QFETCH(int, end);
        QFETCH(double, by);
        QFETCH(QString, after);
        QCOMPARE(withChangedWeight({before, start, end}, by).text, after);
    }

    void keysWeighAndAreUndone()
    {
        PromptEdit edit(3);
        edit.setPlainText("a red sea");
        QTextCursor cursor = edit.textCursor();
        cursor.setPosition(3);
        edit.setTextCursor(cursor);
        QTest::keyClick(&edit, Qt::Key_Up, Qt::ControlModifier);
        QTest::keyClick(&edit, Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(edit.toPlainText(), QString("a (red:1.1) sea"));
        QCOMPARE(edit.textCursor().selectedText(), QString("red"));
        edit.undo();
        QCOMPARE(edit.toPlainText(), QString("a (red:1.05) sea"));
    }

    void lettersAreTextAndTabMovesOn()
    {
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* first = new PromptEdit(2);
        auto* second = new QLineEdit;
        layout->addWidget(first);
        layout->addWidget(second);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        first->setFocus();
        QTest::keyClicks(first, "brush [x] {d}");
        QCOMPARE(first->toPlainText(), QString("brush [x] {d}"));
        QTest::keyClick(first, Qt::Key_Tab);
        QVERIFY(second->hasFocus());
    }

    void problemsAreUnderlinedWhereTheyAre()
    {
        PromptEdit edit(2);
        const QString text = QString::fromUtf8("größe (a");
        edit.setPlainText(text);
        tarn::PromptReport report;
        report.problems.push_back({std::uint64_t(text.left(6).toUtf8().size()), "This bracket is never closed."});
        edit.showReport(text, report);
        const auto formats = edit.document()->firstBlock().layout()->formats();
        bool found = false;
        for (const auto& range : formats)
            if (range.format.underlineStyle() == QTextCharFormat::WaveUnderline)
                found = range.start == 6;
        QVERIFY(found);
    }
};

QTEST_MAIN(PromptEditTest)
#include "tst_prompt_edit.moc"
