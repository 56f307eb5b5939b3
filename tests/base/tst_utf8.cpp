#include <base/utf8.h>

#include <QTest>
#include <string>

class Utf8Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotUtf8IsReplacedByteByByte_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("repaired");
        const QByteArray r = "\xEF\xBF\xBD";
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("ASCII with NUL") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3);
        QTest::newRow("all lengths") << QByteArray("ü€🎨") << QByteArray("ü€🎨");
        QTest::newRow("first and last of each length")
            << QByteArray("\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF")
            << QByteArray("\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
        QTest::newRow("around the surrogates")
            << QByteArray("\xED\x9F\xBF\xEE\x80\x80") << QByteArray("\xED\x9F\xBF\xEE\x80\x80");
        QTest::newRow("Latin-1") << QByteArray("Gr\xFC\xDF"
                                               "e")
                                 << "Gr" + r + r + "e";
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << r + r;
        QTest::newRow("overlong of three") << QByteArray("\xE0\x9F\xBF") << r + r + r;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << r + r + r;
        QTest::newRow("above U+10FFFF") << QByteArray("\xF4\x90\x80\x80") << r + r + r + r;
        QTest::newRow("lone continuation") << QByteArray("a\x80z") << "a" + r + "z";
        QTest::newRow("cut at the end") << QByteArray("a\xF0\x9F\x8E") << "a" + r + r + r;
        QTest::newRow("cut by a letter") << QByteArray("\xE2\x82z") << r + r + "z";
    }
    void whatIsNotUtf8IsReplacedByteByByte()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, repaired);
        QCOMPARE(QByteArray::fromStdString(tarn::repairedUtf8(bytes.toStdString())), repaired);
        QCOMPARE(tarn::isUtf8(bytes.toStdString()), bytes == repaired);
        QVERIFY(tarn::isUtf8(repaired.toStdString()));
    }
};

QTEST_GUILESS_MAIN(Utf8Test)
#include "tst_utf8.moc"
