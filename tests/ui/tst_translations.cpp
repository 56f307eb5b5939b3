#include "../../ui/window/translations.h"
#include "studio_window.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QMenuBar>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace tarn::studio;

namespace {

struct Message {
    QString context, source;
    QStringList translations;
    bool isDone = true;
};

std::vector<Message> messagesOf(const QString& language)
{
    QFile file(QStringLiteral(TARN_RESOURCES "/translations/tarn_%1.ts").arg(language));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("a translation is missing");
    QXmlStreamReader xml(&file);
    std::vector<Message> all;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("message"))
            all.push_back({context, {}, {}, true});
        else if (xml.name() == QLatin1String("source"))
            all.back().source = xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            all.back().isDone = xml.attributes().value("type").isEmpty();
            const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            all.back().translations << text;
        }
    }
    return all;
}

QString placeholders(const QString& text)
{
    QStringList found;
    for (const char* each : {"%1", "%2", "%3", "%n"})
        if (text.contains(QLatin1String(each)))
            found << each;
    return found.join(' ');
}

} // namespace

/// Both languages are complete, and every control has a name and says what it does.
class TranslationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextHasItsTranslation_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString& language : languages())
            QTest::newRow(qPrintable(language)) << language;
    }
    void everyTextHasItsTranslation()
    {
        QFETCH(QString, language);
        const auto all = messagesOf(language);
        QVERIFY(!all.empty());
        for (const Message& message : all) {
            QVERIFY2(message.isDone && !message.translations.value(0).isEmpty(), qPrintable(message.source));
            QVERIFY2(
                placeholders(message.source) == placeholders(message.translations[0]), qPrintable(message.source));
            QVERIFY2(message.source.contains('&') == message.translations[0].contains('&')
                    || message.source.contains(" & "),
                qPrintable(message.source));
        }
    }

    void numbersHaveTheirPlural()
    {
        for (const auto& [language, one, many] : {std::tuple("en", "1 step, from 14.6", "3 steps, from 14.6"),
                 std::tuple("de", "1 Schritt, ab 14.6", "3 Schritte, ab 14.6")}) {
            speak(QString::fromLatin1(language));
            const auto translators = QCoreApplication::instance()->findChildren<QTranslator*>();
            QVERIFY(!translators.isEmpty());
            const auto steps = [](int count) {
                return QCoreApplication::translate(
                    "tarn::studio::SigmaCurve", "%n step(s), from %1", nullptr, count)
                    .arg("14.6");
            };
            QCOMPARE(steps(1), QString(one));
            QCOMPARE(steps(3), QString(many));
            qDeleteAll(translators);
        }
    }

    void theWindowSpeaksGerman()
    {
        speak(QStringLiteral("de"));
        {
            test::StudioWindow studio;
            studio.open();
            studio.waitForEngine();
            QCOMPARE(studio->menuBar()->actions().first()->text(), QString("&Datei"));
            QTest::qWait(400);
            studio.keepScreenshot("german");
        }
        qDeleteAll(QCoreApplication::instance()->findChildren<QTranslator*>());
    }

    void everyControlHasANameForAScreenReader()
    {
        test::StudioWindow studio;
        studio.open();
        QStringList nameless, silent;
        for (QWidget* widget : studio->findChildren<QWidget*>()) {
            const bool isPart = widget->objectName().startsWith("qt_") || qobject_cast<QMenu*>(widget)
                || (widget->parentWidget() && widget->parentWidget()->inherits("QTabBar"))
                || (widget->parentWidget() && widget->parentWidget()->inherits("QDockWidget"))
                || (widget->parentWidget() && widget->parentWidget()->inherits("QLineEdit"))
                || (widget->parentWidget() && widget->parentWidget()->inherits("QAbstractSpinBox"))
                || (widget->parentWidget() && widget->parentWidget()->inherits("QComboBox"));
            const bool isControl = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget)
                || widget->inherits("QAbstractSpinBox") || widget->inherits("QLineEdit")
                || widget->inherits("QPlainTextEdit") || widget->inherits("QAbstractSlider");
            const bool isOffer = widget->parentWidget()
                && widget->parentWidget()->inherits("tarn::studio::NoticeBar")
                && !widget->isVisible(); // its text comes with the sentence
            if (isPart || !isControl || isOffer || widget->inherits("QScrollBar"))
                continue;
            auto* button = qobject_cast<QAbstractButton*>(widget);
            const QString name = widget->accessibleName() + (button ? button->text() : QString());
            const QString what = QStringLiteral("%1 in %2 (%3)")
                                     .arg(widget->metaObject()->className(),
                                         widget->parentWidget()->metaObject()->className(), widget->toolTip());
            if (name.isEmpty())
                nameless << what;
            if (widget->toolTip().isEmpty() && !(button && !button->text().isEmpty())
                && (!widget->parentWidget() || widget->parentWidget()->toolTip().isEmpty())
                && !widget->inherits("QLineEdit"))
                silent << what + name;
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join('\n')));
    }
};

QTEST_MAIN(TranslationsTest)
#include "tst_translations.moc"
