#include <document/open_raster.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Ended {
    int code = -1;
    QString output, errors;
};

Ended run(const QStringList& arguments, const std::map<QString, QString>& changes)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto& [name, value] : changes)
        if (value.isEmpty())
            environment.remove(name);
        else
            environment.insert(name, value);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationDirPath() + "/tarn-studio", arguments);
    if (!process.waitForFinished(60000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

/// The program from outside.
class StudioStartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutADisplayItSaysSo_data()
    {
        QTest::addColumn<QString>("display");
        QTest::newRow("none") << QString();
        QTest::newRow("one that is not there") << QString(":4999");
    }
    void withoutADisplayItSaysSo()
    {
        QFETCH(QString, display);
        const Ended ended = run({}, {{"DISPLAY", display}, {"WAYLAND_DISPLAY", ""}, {"QT_QPA_PLATFORM", ""}});
        QCOMPARE(ended.code, 2);
        const QString last = ended.errors.trimmed().section('\n', -1);
        QVERIFY2(last.startsWith("tarn-studio: ") && last.endsWith('.'), qPrintable(ended.errors));
    }

    void helpAndVersionNeedNoDisplay()
    {
        const std::map<QString, QString> none{{"DISPLAY", ""}, {"QT_QPA_PLATFORM", ""}};
        QVERIFY(run({"--version"}, none).output.startsWith("tarn-studio 0."));
        QVERIFY(run({"--help"}, none).output.contains("usage"));
        QCOMPARE(run({"--nonsense"}, none).code, 2);
    }

    void theWindowIsThereInHalfASecond_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::newRow("C") << "C.UTF-8";
        QTest::newRow("German") << "de_DE.UTF-8";
    }
    void theWindowIsThereInHalfASecond()
    {
        QFETCH(QString, locale);
        double best = 1e9;
        for (int i = 0; i < 5 && best > 500; ++i) {
            const Ended ended = run({"--time-start"}, {{"QT_QPA_PLATFORM", "offscreen"}, {"LC_ALL", locale}});
            QCOMPARE(ended.code, 0);
            best = std::min(best, ended.output.section(' ', 0, 0).toDouble());
        }
        qInfo("first window after %.0f ms", best);
#ifdef __SANITIZE_ADDRESS__
        QVERIFY(best <= 5000);
#else
        QVERIFY(best <= 500);
#endif
    }
};

QTEST_GUILESS_MAIN(StudioStartTest)
#include "tst_studio_start.moc"
